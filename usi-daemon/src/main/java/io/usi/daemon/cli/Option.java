package io.usi.daemon.cli;

import io.usi.daemon.config.KeyText;
import io.usi.daemon.config.Keys;
import io.usi.daemon.plugin.PluginHost;
import io.usi.daemon.plugin.PluginSetting;
import io.usi.daemon.text.Language;
import io.usi.daemon.text.Sentences;
import io.usi.plugin.Setting;
import io.usi.plugin.Setting.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One option of the command line.
 *
 * @param key the key of the configuration that it stands for; for the few that have none, their long name
 * @param names all of them, the long English one last
 * @param takes what may follow it
 * @param parameter the word for its value in the help; empty where it takes none
 * @param help in English
 * @param helpFr in French
 */
public record Option(String key, List<String> names, Takes takes, String parameter, String help, String helpFr) {
    static final String CONFIG = "--config";
    static final String VERSION = "--version";
    static final String HELP = "--help";

    /** How many at the end of {@link #CORE} come last in the help too. */
    private static final int LAST = 2;

    /** What may follow an option. */
    public enum Takes {
        /** Nothing. */
        NOTHING,
        /** A value. */
        VALUE,
        /** A value that is a secret, {@code @FILE}, or {@code -}. */
        SECRET,
        /** A value, or none. */
        PERHAPS,
        /** A value, or none, and the option more than once. */
        PERHAPS_OFTEN
    }

    /** The daemon's own. */
    static final List<Option> CORE = List.of(
            of(Keys.LISTEN, List.of("-s", "--serveur", "--listen"), Takes.PERHAPS, "ADDRESS"),
            of(Keys.CONNECT, List.of("-c", "--client", "--connect"), Takes.PERHAPS_OFTEN, "HOST[:PORT]"),
            of(Keys.PORT, List.of("-p", "--port"), Takes.VALUE, "PORT"),
            of(Keys.NAME, List.of("-m", "--nom", "--name"), Takes.VALUE, "NAME"),
            of(Keys.NOTIFICATIONS, List.of("-n", "--notifications"), Takes.NOTHING, ""),
            of(Keys.PROTOCOL, List.of("--protocol"), Takes.VALUE, "auto|2|3"),
            of(Keys.DEV, List.of("-d", "--dev"), Takes.NOTHING, ""),
            of(Keys.SOCKET, List.of("--socket"), Takes.VALUE, "PATH"),
            new Option(
                    CONFIG,
                    List.of(CONFIG),
                    Takes.VALUE,
                    "FILE",
                    "Read this configuration file (TOML); options go before it.",
                    "Lire ce fichier de configuration (TOML) ; les options l’emportent."),
            of(Keys.PLUGINS, List.of("--plugins"), Takes.VALUE, "DIR"),
            new Option(
                    VERSION,
                    List.of("-v", VERSION),
                    Takes.NOTHING,
                    "",
                    "Print the version and end.",
                    "Afficher la version et terminer."),
            new Option(
                    HELP,
                    List.of("-h", HELP),
                    Takes.NOTHING,
                    "",
                    "Print this help and end.",
                    "Afficher cette aide et terminer."));

    /** Copies the names. */
    public Option {
        names = List.copyOf(names);
    }

    /**
     * All options: the daemon's own and those of plugins, in the order of the help.
     *
     * @param plugins the plugins
     * @return the options
     */
    public static List<Option> all(PluginHost plugins) {
        List<Option> options = new ArrayList<>(CORE);
        options.addAll(
                CORE.size() - LAST, plugins.settings().stream().map(Option::of).toList());
        return List.copyOf(options);
    }

    private static Option of(String key, List<String> names, Takes takes, String parameter) {
        KeyText text = KeyText.of(key);
        return new Option(key, names, takes, parameter, text.help(), text.helpFr());
    }

    /**
     * The names of the daemon's own options, which no plugin may take.
     *
     * @return the names
     */
    public static Set<String> coreNames() {
        return CORE.stream().flatMap(option -> option.names().stream()).collect(Collectors.toUnmodifiableSet());
    }

    private static Option of(PluginSetting declared) {
        Setting setting = declared.setting();
        Takes takes = setting.kind() == Kind.FLAG
                ? Takes.NOTHING
                : setting.kind() == Kind.SECRET ? Takes.SECRET : Takes.VALUE;
        return new Option(
                setting.key(), declared.options(), takes, setting.parameter(), setting.help(), setting.helpFr());
    }

    /**
     * What it is for.
     *
     * @param sentences in the language that is wanted
     * @return a sentence in it
     */
    public String help(Sentences sentences) {
        return sentences.language() == Language.FRENCH ? helpFr : help;
    }

    /**
     * The word for its value.
     *
     * @param sentences in the language that is wanted
     * @return a word in it; empty where it takes none
     */
    public String parameter(Sentences sentences) {
        return sentences.translated(parameter);
    }

    /** The name to speak of it by. */
    String name() {
        return names.get(names.size() - 1);
    }
}
