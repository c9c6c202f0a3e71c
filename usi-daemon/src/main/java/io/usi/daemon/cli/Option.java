package io.usi.daemon.cli;

import io.usi.daemon.config.Keys;
import io.usi.daemon.plugin.PluginSetting;
import io.usi.plugin.Setting;
import io.usi.plugin.Setting.Kind;
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
record Option(String key, List<String> names, Takes takes, String parameter, String help, String helpFr) {
    static final String CONFIG = "--config";
    static final String VERSION = "--version";
    static final String HELP = "--help";

    /** How many at the end of {@link #CORE} come last in the help too. */
    static final int LAST = 2;

    /** What may follow an option. */
    enum Takes {
        NOTHING,
        VALUE,
        SECRET,
        /** A value, or none. */
        PERHAPS,
        /** A value, or none, and the option more than once. */
        PERHAPS_OFTEN
    }

    /** The daemon's own. */
    static final List<Option> CORE = List.of(
            new Option(
                    Keys.LISTEN,
                    List.of("-s", "--serveur", "--listen"),
                    Takes.PERHAPS,
                    "ADDRESS",
                    "Wait for peers, on this address of the machine alone where one is given.",
                    "Attendre des pairs, sur cette seule adresse de la machine si elle est donnée."),
            new Option(
                    Keys.CONNECT,
                    List.of("-c", "--client", "--connect"),
                    Takes.PERHAPS_OFTEN,
                    "HOST[:PORT]",
                    "Connect to a peer (localhost without a value), now and whenever it comes back. May be repeated.",
                    "Se connecter à un pair (localhost sans valeur), et à nouveau dès qu'il revient. Répétable."),
            new Option(
                    Keys.PORT,
                    List.of("-p", "--port"),
                    Takes.VALUE,
                    "PORT",
                    "The port to listen on, and that of peers given without one (12800).",
                    "Le port d'écoute, et celui des pairs donnés sans port (12800)."),
            new Option(
                    Keys.NAME,
                    List.of("-m", "--nom", "--name"),
                    Takes.VALUE,
                    "NAME",
                    "The name that peers see.",
                    "Le nom que voient les pairs."),
            new Option(
                    Keys.NOTIFICATIONS,
                    List.of("-n", "--notifications"),
                    Takes.NOTHING,
                    "",
                    "Tell people what happens, through the plugins that can.",
                    "Avertir des événements, par les plugins qui le peuvent."),
            new Option(
                    Keys.PROTOCOL,
                    List.of("--protocol"),
                    Takes.VALUE,
                    "auto|2|3",
                    "Which protocol to speak (auto).",
                    "Le protocole à parler (auto)."),
            new Option(
                    Keys.DEV,
                    List.of("-d", "--dev"),
                    Takes.NOTHING,
                    "",
                    "Print technical detail.",
                    "Afficher des détails techniques."),
            new Option(
                    Keys.SOCKET,
                    List.of("--socket"),
                    Takes.VALUE,
                    "PATH",
                    "Where usi-ctl finds this daemon.",
                    "Où usi-ctl trouve ce démon."),
            new Option(
                    CONFIG,
                    List.of(CONFIG),
                    Takes.VALUE,
                    "FILE",
                    "Read this configuration file (TOML); options go before it.",
                    "Lire ce fichier de configuration (TOML) ; les options l'emportent."),
            new Option(
                    Keys.PLUGINS,
                    List.of("--plugins"),
                    Takes.VALUE,
                    "DIR",
                    "Use the plugins of this folder instead of the shipped ones.",
                    "Utiliser les plugins de ce dossier au lieu de ceux fournis."),
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

    /** The names of the daemon's own options. */
    static Set<String> coreNames() {
        return CORE.stream().flatMap(option -> option.names().stream()).collect(Collectors.toUnmodifiableSet());
    }

    static Option of(PluginSetting declared) {
        Setting setting = declared.setting();
        Takes takes = setting.kind() == Kind.FLAG
                ? Takes.NOTHING
                : setting.kind() == Kind.SECRET ? Takes.SECRET : Takes.VALUE;
        return new Option(
                setting.key(), declared.options(), takes, setting.parameter(), setting.help(), setting.helpFr());
    }

    /** The name to speak of it by. */
    String name() {
        return names.get(names.size() - 1);
    }
}
