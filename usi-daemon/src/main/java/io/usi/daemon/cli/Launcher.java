package io.usi.daemon.cli;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.cli.Launch.Surroundings;
import io.usi.daemon.config.Config;
import io.usi.daemon.config.ConfigBuilder;
import io.usi.daemon.config.ConfigFile;
import io.usi.daemon.config.Given;
import io.usi.daemon.config.Keys;
import io.usi.daemon.config.Place;
import io.usi.daemon.plugin.PluginHost;
import io.usi.daemon.plugin.PluginInfo;
import io.usi.daemon.plugin.PluginSetting;
import io.usi.plugin.Setting.Kind;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One reading of a command line. */
final class Launcher {
    private final List<String> arguments;
    private final Surroundings around;
    private final List<String> warnings = new ArrayList<>();

    Launcher(List<String> arguments, Surroundings around) {
        this.arguments = List.copyOf(arguments);
        this.around = around;
    }

    Launch launch() {
        if (asks(Option.HELP, "-h")) {
            return help();
        }
        if (asks(Option.VERSION, "-v")) {
            return version();
        }
        Optional<ConfigFile> file = early(Option.CONFIG).map(given -> ConfigFile.read(path(given)));
        Optional<Path> folder = pluginDirectory(file);
        PluginHost plugins = load(folder, allowed(file));
        boolean launched = false;
        try {
            Launch launch = run(file, folder, plugins);
            launched = true;
            return launch;
        } finally {
            if (!launched) {
                plugins.close();
            }
        }
    }

    /** The help is there whatever else is wrong, and says of the plugins what can be said. */
    private Launch help() {
        Optional<Path> folder;
        Optional<Set<String>> allowed = Optional.empty();
        try {
            Optional<ConfigFile> file = early(Option.CONFIG).map(given -> ConfigFile.read(path(given)));
            folder = pluginDirectory(file);
            allowed = allowed(file);
        } catch (UsiException e) {
            folder = around.shippedPlugins();
        }
        try (PluginHost plugins = load(folder, allowed)) {
            return new Launch.Print(arguments(plugins).help());
        }
    }

    private Launch run(Optional<ConfigFile> file, Optional<Path> folder, PluginHost plugins) {
        Map<String, Given> options = read(plugins);
        if (options.containsKey(Option.HELP)) {
            return help();
        }
        if (options.containsKey(Option.VERSION)) {
            return version();
        }
        Map<String, Given> inFile = file.map(f -> values(f, plugins)).orElse(Map.of());
        Map<String, Given> completed = complete(options, plugins);
        Map<String, Given> given = together(inFile, completed);
        Config config = usage(() -> ConfigBuilder.build(given, folder));
        Configured configured = new Configured(
                inFile,
                completed,
                early(Option.CONFIG).map(name -> () -> again(ConfigFile.read(path(name)), plugins)),
                values -> ConfigBuilder.build(values, folder));
        plugins.configure(usage(() -> pluginValues(plugins, given)));
        return new Launch.Run(config, plugins, warnings, configured);
    }

    /** Options win. */
    static Map<String, Given> together(Map<String, Given> inFile, Map<String, Given> options) {
        Map<String, Given> given = new HashMap<>(inFile);
        given.putAll(options);
        return given;
    }

    /** What stands in the file now, checked. */
    private static Map<String, Given> again(ConfigFile file, PluginHost plugins) {
        Map<String, Given> inFile = values(file, plugins);
        pluginValues(plugins, inFile);
        return inFile;
    }

    private static PluginHost load(Optional<Path> folder, Optional<Set<String>> allowed) {
        return folder.map(path -> PluginHost.load(path, Set.copyOf(Keys.ALL), Option.coreNames(), allowed))
                .orElseGet(PluginHost::none);
    }

    private Arguments arguments(PluginHost plugins) {
        return new Arguments(Option.all(plugins), around.sentences());
    }

    private static Map<String, Given> values(ConfigFile file, PluginHost plugins) {
        try {
            return file.values(keys(plugins), secrets(plugins));
        } catch (UsiException e) {
            throw withPlugins(e, plugins);
        }
    }

    private Launch version() {
        return new Launch.Print("usi-daemon " + around.version() + "\n");
    }

    private Map<String, Given> read(PluginHost plugins) {
        try {
            return usage(() -> arguments(plugins).read(arguments));
        } catch (UsiException e) {
            throw withPlugins(e, plugins);
        }
    }

    /** Gives options without a value the one that they stand for, and fetches secrets. */
    private Map<String, Given> complete(Map<String, Given> options, PluginHost plugins) {
        Map<String, Given> values = new HashMap<>(options);
        values.remove(Option.CONFIG);
        values.computeIfPresent(
                Keys.LISTEN,
                (key, given) -> given.value().equals(Arguments.BARE) ? new Given(true, given.place()) : given);
        values.computeIfPresent(
                Keys.CONNECT,
                (key, given) -> new Given(
                        ((List<?>) given.value())
                                .stream()
                                        .map(value -> value.equals(Arguments.BARE) ? "localhost" : value)
                                        .toList(),
                        given.place()));
        SecretInput input = new SecretInput(
                around.standardInput(),
                Terminal.ofProcess(around.standardInput()),
                Terminal.isInput(around.standardInput()),
                warnings);
        for (PluginSetting setting : plugins.settings()) {
            if (setting.setting().kind() == Kind.SECRET) {
                values.computeIfPresent(
                        setting.setting().key(),
                        (key, given) -> new Given(
                                usage(() -> input.secret(
                                        (String) given.value(),
                                        (Place.Option) given.place(),
                                        plugins.givesKey(setting) ? ErrorCode.KEY : ErrorCode.USAGE)),
                                given.place()));
            }
        }
        return values;
    }

    /** An option or a key that is missing may be that of a plugin with a problem. */
    private static UsiException withPlugins(UsiException e, PluginHost plugins) {
        List<String> failed = plugins.list().stream()
                .filter(plugin -> plugin.problem().isPresent())
                .map(PluginInfo::id)
                .toList();
        return failed.isEmpty()
                ? e
                : new UsiException(
                        e.code(), e.getMessage() + " (unusable plugins: " + String.join(", ", failed) + ")", e);
    }

    private static Map<String, Object> pluginValues(PluginHost plugins, Map<String, Given> given) {
        Map<String, Object> values = new HashMap<>();
        for (PluginSetting declared : plugins.settings()) {
            String key = declared.setting().key();
            Given value = given.get(key);
            if (value != null) {
                values.put(key, ConfigBuilder.pluginValue(declared.setting().kind(), value));
            }
        }
        return values;
    }

    private static Set<String> keys(PluginHost plugins) {
        Set<String> keys = new HashSet<>(Keys.ALL);
        plugins.settings().forEach(setting -> keys.add(setting.setting().key()));
        return keys;
    }

    private static Set<String> secrets(PluginHost plugins) {
        Set<String> secrets = new HashSet<>(Keys.SECRETS);
        plugins.settings().stream()
                .filter(setting -> setting.setting().kind() == Kind.SECRET)
                .forEach(setting -> secrets.add(setting.setting().key()));
        return secrets;
    }

    private Optional<Path> pluginDirectory(Optional<ConfigFile> file) {
        return early("--plugins")
                .or(() -> file.flatMap(f -> f.early(Keys.PLUGINS)))
                .map(given -> usage(() -> ConfigBuilder.pluginDirectory(given)))
                .or(around::shippedPlugins);
    }

    private static Optional<Set<String>> allowed(Optional<ConfigFile> file) {
        return file.flatMap(f -> f.early(Keys.ALLOW)).map(ConfigBuilder::allowedPlugins);
    }

    private static Path path(Given given) {
        try {
            return Path.of((String) given.value());
        } catch (InvalidPathException e) {
            throw given.place().error("expected a path");
        }
    }

    /** The value of an option that is needed before the options of the plugins are known. */
    private Optional<Given> early(String option) {
        for (int i = 0; i < arguments.size() && !arguments.get(i).equals("--"); i++) {
            String word = arguments.get(i);
            if (word.startsWith(option + "=")) {
                return Optional.of(new Given(word.substring(option.length() + 1), new Place.Option(option)));
            }
            if (word.equals(option) && i + 1 < arguments.size()) {
                return Optional.of(new Given(arguments.get(i + 1), new Place.Option(option)));
            }
        }
        return Optional.empty();
    }

    private boolean asks(String option, String shortOption) {
        return arguments.stream()
                .takeWhile(word -> !word.equals("--"))
                .anyMatch(word -> word.equals(option) || word.equals(shortOption));
    }

    private interface Step<T> {
        T take();
    }

    /** Adds to an error of usage where to read on. */
    private static <T> T usage(Step<T> step) {
        try {
            return step.take();
        } catch (UsiException e) {
            if (e.code() != ErrorCode.USAGE) {
                throw e;
            }
            throw new UsiException(ErrorCode.USAGE, e.getMessage() + "; see usi-daemon --help", e);
        }
    }
}
