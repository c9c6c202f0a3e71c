package io.usi.daemon.cli;

import io.usi.daemon.config.Config;
import io.usi.daemon.plugin.PluginHost;
import io.usi.daemon.text.Sentences;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the command line asks for. */
public sealed interface Launch {
    /**
     * To print a text and end.
     *
     * @param text the help or the version, with its last line end
     */
    record Print(String text) implements Launch {}

    /**
     * To run.
     *
     * @param config what was configured
     * @param plugins the plugins, started; the caller closes them
     * @param warnings lines for standard error
     * @param configured reads the configuration again
     */
    record Run(Config config, PluginHost plugins, List<String> warnings, Configured configured) implements Launch {
        /** Copies the list. */
        public Run {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * What surrounds the command line.
     *
     * @param version of the daemon
     * @param shippedPlugins the folder of the plugins that come with it; empty where it has none
     * @param standardInput where secrets may come from
     * @param sentences in the language of the help
     */
    record Surroundings(String version, Optional<Path> shippedPlugins, InputStream standardInput, Sentences sentences) {
        /**
         * Those of this process: the shipped plugins are in the folder {@code plugins} of the system property {@code
         * usi.home}, which the launcher sets.
         *
         * @param version of the daemon
         * @param sentences in the language of the help
         * @return the surroundings
         */
        public static Surroundings ofProcess(String version, Sentences sentences) {
            return new Surroundings(
                    version,
                    Optional.ofNullable(System.getProperty("usi.home"))
                            .map(home -> Path.of(home).resolve("plugins").toAbsolutePath()),
                    System.in,
                    sentences);
        }
    }

    /**
     * Reads the command line, the configuration file that it names, and the plugins; starts the plugins where the
     * daemon is to run. May wait for a secret on standard input, and for slow plugins.
     *
     * @param arguments the command line
     * @param around what surrounds it
     * @return what it asks for
     * @throws io.usi.daemon.UsiException where something is wrong with it: see {@link ExitCode#of}
     */
    static Launch of(List<String> arguments, Surroundings around) {
        return new Launcher(arguments, around).launch();
    }
}
