package io.usi.plugin;

import java.util.List;
import java.util.Objects;

/**
 * A setting that a plugin declares once: it is then a command line option, a key of the configuration file and a line
 * of help.
 *
 * @param key the key in the configuration file, dotted, as in {@code files.directory}; the part before the first dot is
 *     the table it stands in
 * @param options the names on the command line, as in {@code -k} and {@code --cle}; where empty, the key with dashes in
 *     place of dots, as in {@code --files-directory}
 * @param kind what values look like
 * @param parameter the word that stands for the value in the help, as in {@code KEY}; empty for a flag
 * @param help one sentence in English
 * @param helpFr the same sentence in French
 */
public record Setting(String key, List<String> options, Kind kind, String parameter, String help, String helpFr) {
    /** What the value of a setting looks like. */
    public enum Kind {
        /** Any text. */
        TEXT,
        /**
         * A secret. On the command line, {@code @FILE} reads it from the first line of a file and {@code -} from a line
         * of standard input; given literally, the daemon warns that others can see it in the list of processes. The
         * plugin is always given the secret itself.
         */
        SECRET,
        /** The path of a file or folder; made absolute before the plugin sees it. */
        PATH,
        /** On or off; {@code true} or {@code false} in the configuration file, an option without a value. */
        FLAG
    }

    /** Checks that nothing is null and copies the list. */
    public Setting {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(parameter, "parameter");
        Objects.requireNonNull(help, "help");
        Objects.requireNonNull(helpFr, "helpFr");
        options = List.copyOf(options);
    }
}
