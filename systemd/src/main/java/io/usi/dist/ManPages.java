package io.usi.dist;

import io.usi.ctl.Exit;
import io.usi.daemon.cli.ExitCode;
import io.usi.daemon.config.KeyText;
import io.usi.daemon.plugin.PluginSetting;
import io.usi.daemon.text.Language;
import io.usi.daemon.text.Sentences;
import io.usi.dist.Contract.Failure;
import io.usi.dist.Contract.Method;
import io.usi.dist.Contract.Param;
import io.usi.dist.Program.Command;
import io.usi.dist.Program.Operand;
import io.usi.dist.Program.Opt;
import io.usi.plugin.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The manual. */
final class ManPages {
    private static final String SYSTEM = "System Manager's Manual";
    private static final String USER = "User Commands";
    private static final String FORMATS = "File Formats Manual";
    private static final String OVERVIEW = "Miscellaneous Information Manual";

    private final String version;
    private final String date;
    private final Sentences sentences;
    private final boolean french;

    /**
     * @param date ISO 8601, without the time of day
     * @param sentences in the language of the pages, of those that exist in two
     */
    ManPages(String version, String date, Sentences sentences) {
        this.version = version;
        this.date = date;
        this.sentences = sentences;
        french = sentences.language() == Language.FRENCH;
    }

    private Roff page(String name, int section, String manual) {
        return new Roff(name, section, date, version, manual);
    }

    private String say(String english, String inFrench) {
        return french ? inFrench : english;
    }

    /** usi-daemon(8). */
    String daemon(Program daemon) {
        Roff page = page("usi-daemon", 8, say(SYSTEM, "Manuel de l'administrateur"))
                .heading(say("NAME", "NOM"))
                .paragraph(say(
                        "usi-daemon - keeps encrypted sessions to peers open",
                        "usi-daemon - tient ouvertes des sessions chiffrées avec des pairs"))
                .heading("SYNOPSIS")
                .synopsis("usi-daemon [OPTION]...")
                .heading("DESCRIPTION")
                .paragraph(
                        say(
                                "It listens for peers, connects to peers and stays connected, and lets local programs use these"
                                        + " sessions through its control socket: usi-ctl(1) is one of them, usi-control(7) the"
                                        + " contract for others. It keeps no message, name, address or key on disk.",
                                "Il attend des pairs, se connecte à d'autres et le reste, et laisse les programmes locaux utiliser"
                                        + " ces sessions par son socket de contrôle : usi-ctl(1) en est un, usi-control(7) le"
                                        + " contrat pour d'autres. Il ne garde sur disque ni message, ni nom, ni adresse, ni clé."))
                .heading("OPTIONS")
                .paragraph(
                        say(
                                "Those of the shipped plugins are among them. Most stand for a key of usi.toml(5), and win over it.",
                                "Celles des plugins fournis en sont. La plupart valent une clé de usi.toml(5), et l'emportent."));
        daemon.options().forEach(option -> page.term(synopsis(option), option.help()));
        page.heading(say("EXIT STATUS", "CODE DE RETOUR"));
        for (ExitCode code : ExitCode.values()) {
            page.term(Integer.toString(code.code()), sentences.translated(code.meaning()));
        }
        page.term("127", say("there is no usable Java", "il n'y a pas de Java utilisable"));
        return page.heading(say("ENVIRONMENT", "ENVIRONNEMENT"))
                .term(
                        "USI_SOCKET, XDG_RUNTIME_DIR",
                        say(
                                "Where the control socket is without --socket: at the first, else in usi/control.sock below the"
                                        + " second.",
                                "Où est le socket de contrôle sans --socket : au premier, sinon dans usi/control.sock sous le"
                                        + " second."))
                .term(
                        "JAVA_HOME, USI_JAVA_OPTS",
                        say(
                                "Chooses the Java, and gives it more options.",
                                "Choisit le Java, et lui donne d'autres options."))
                .term(
                        "USI_CLASS_DATA",
                        say(
                                "With the value no, the daemon does not let class data be made, from which programs start faster.",
                                "Avec la valeur no, le démon ne fait pas faire les données de classes qui accélèrent le"
                                        + " démarrage."))
                .heading(say("FILES", "FICHIERS"))
                .term("/etc/usi/usi.toml", say("What the system's service is told.", "Ce qui est dit au service."))
                .heading(say("EXAMPLES", "EXEMPLES"))
                .literal(List.of(
                        "usi-daemon --listen 127.0.0.1 --name alice",
                        "usi-daemon --connect 127.0.0.1 --name bob --socket ./bob.sock"))
                .heading(say("SEE ALSO", "VOIR AUSSI"))
                .paragraph("usi-ctl(1), usi.toml(5), usi-control(7)")
                .toString();
    }

    /** usi-ctl(1). */
    String ctl(Program ctl) {
        Roff page = page("usi-ctl", 1, say(USER, "Commandes"))
                .heading(say("NAME", "NOM"))
                .paragraph(say(
                        "usi-ctl - sends and receives through usi-daemon", "usi-ctl - envoie et reçoit par usi-daemon"))
                .heading("SYNOPSIS")
                .synopsis(say("usi-ctl COMMAND [ARGUMENT]...", "usi-ctl COMMANDE [ARGUMENT]..."))
                .heading("DESCRIPTION")
                .paragraph(say(
                        "It drives a usi-daemon(8) through its control socket. Results go to standard output,"
                                + " everything else to standard error.",
                        "Il pilote un usi-daemon(8) par son socket de contrôle. Les résultats vont sur la sortie standard,"
                                + " tout le reste sur la sortie d'erreur."))
                .paragraph(
                        say(
                                "PEER is an id, a name or an address that one peer alone has. Durations: 500ms, 30s, 5m, 1h.",
                                "PAIR est un identifiant, un nom ou une adresse qu'un seul pair porte. Durées : 500ms, 30s, 5m, 1h."))
                .heading("OPTIONS")
                .paragraph(say(
                        "Every command has them, before or after it.",
                        "Toutes les commandes les ont, devant ou derrière elles."));
        ctl.options().forEach(option -> page.term(synopsis(option), option.help()));
        page.heading(say("COMMANDS", "COMMANDES"));
        for (Command command : ctl.commands()) {
            page.subheading(command.name()).synopsis(synopsis(command)).paragraph(command.summary());
            command.operands().forEach(operand -> page.term(operand.label(), operand.help()));
            command.options().forEach(option -> page.term(synopsis(option), option.help()));
            page.literal(command.examples());
        }
        page.heading(say("EXIT STATUS", "CODE DE RETOUR"));
        for (Exit exit : Exit.values()) {
            page.term(Integer.toString(exit.code()), sentences.translated(exit.meaning()));
        }
        return page.term("127", say("there is no usable Java", "il n'y a pas de Java utilisable"))
                .term("130, 143", say("it was interrupted: Ctrl+C, SIGTERM", "interrompu : Ctrl+C, SIGTERM"))
                .heading(say("ENVIRONMENT", "ENVIRONNEMENT"))
                .term(
                        "USI_SOCKET, XDG_RUNTIME_DIR",
                        say(
                                "Where the daemon is without --socket: at the first, else in usi/control.sock below the second"
                                        + " where a daemon of yours has run since you logged in, else at"
                                        + " /run/usi/control.sock.",
                                "Où est le démon sans --socket : au premier, sinon dans usi/control.sock sous le second si un de"
                                        + " vos démons a tourné depuis votre connexion, sinon à /run/usi/control.sock."))
                .term(
                        "LC_ALL, LC_MESSAGES, LANG",
                        say(
                                "The language of what people read: French where the first of them that is set says so, else English.",
                                "La langue de ce que les gens lisent : le français si la première qui est donnée le dit, sinon l'anglais."))
                .term(
                        "JAVA_HOME, USI_JAVA_OPTS",
                        say(
                                "Chooses the Java, and gives it more options.",
                                "Choisit le Java, et lui donne d'autres options."))
                .heading(say("SEE ALSO", "VOIR AUSSI"))
                .paragraph("usi-daemon(8), usi-control(7)")
                .toString();
    }

    /** usi.toml(5). */
    String configuration(List<PluginSetting> settings) {
        Roff page = page("usi.toml", 5, say(FORMATS, "Manuel des formats de fichiers"))
                .heading(say("NAME", "NOM"))
                .paragraph(
                        say("usi.toml - the configuration of usi-daemon", "usi.toml - la configuration de usi-daemon"))
                .heading("DESCRIPTION")
                .paragraph(say(
                        "A file in TOML, read by usi-daemon(8) with --config. The part of a key before its dot is the table"
                                + " that it stands in. Options on the command line win. An unknown key is an error that"
                                + " names the nearest known one.",
                        "Un fichier TOML que lit usi-daemon(8) avec --config. La partie d'une clé avant le point est la table"
                                + " où elle se trouve. Les options de la ligne de commande l'emportent. Une clé inconnue"
                                + " est une erreur qui nomme la plus proche."))
                .paragraph(say(
                        "Durations: \"90s\", \"10m\", \"24h\", \"7d\". Sizes: bytes, or \"500MiB\". Relative paths start at"
                                + " the file's folder. A file with a secret in it must be readable by the daemon's user"
                                + " alone.",
                        "Durées : \"90s\", \"10m\", \"24h\", \"7d\". Tailles : des octets, ou \"500MiB\". Les chemins relatifs"
                                + " partent du dossier du fichier. Un fichier avec un secret ne doit être lisible que de"
                                + " l'utilisateur du démon."))
                .heading(say("KEYS", "CLÉS"));
        for (KeyText key : KeyText.ALL) {
            page.term(key.key() + " = " + sentences.translated(key.form()), french ? key.helpFr() : key.help());
        }
        page.heading(say("KEYS OF THE SHIPPED PLUGINS", "CLÉS DES PLUGINS FOURNIS"));
        for (PluginSetting declared : settings) {
            Setting setting = declared.setting();
            page.term(
                    setting.key() + " = " + sentences.translated(form(setting)),
                    (french ? setting.helpFr() : setting.help()) + " (" + declared.plugin() + ")");
        }
        return page.heading(say("FILES", "FICHIERS"))
                .term("/etc/usi/usi.toml", say("What the system's service is told.", "Ce qui est dit au service."))
                .heading(say("EXAMPLE", "EXEMPLE"))
                .literal(List.of(
                        "name = \"backup-server\"",
                        "listen = true",
                        "connect = [\"192.0.2.7\", {address = \"[2001:db8::7]:12801\", protocol = \"2\"}]",
                        "",
                        "[files]",
                        "accept = \"always\"",
                        "directory = \"incoming\""))
                .heading(say("SEE ALSO", "VOIR AUSSI"))
                .paragraph("usi-daemon(8), usi-ctl(1)")
                .toString();
    }

    private static String form(Setting setting) {
        return setting.kind() == Setting.Kind.FLAG ? "true | false" : "\"" + setting.parameter() + "\"";
    }

    /** usi-control(7). */
    String control(Contract contract) {
        Roff page = page("usi-control", 7, OVERVIEW)
                .heading("NAME")
                .paragraph("usi-control - the control socket of usi-daemon, for programs")
                .heading("DESCRIPTION")
                .paragraph(
                        "usi-daemon(8) has one door for local programs: a Unix domain socket that speaks JSON-RPC 2.0, one"
                                + " JSON object a line, UTF-8, at most 1 MiB each. usi-ctl(1) is one client of it. The method"
                                + " rpc.discover returns what follows as an OpenRPC document; what results and events hold is"
                                + " described in CONTROL.md of the documentation.")
                .heading("METHODS")
                .paragraph("Parameters go by name. Those in brackets may be left out.");
        for (Method method : contract.methods()) {
            page.subheading(method.name())
                    .synopsis(method.name() + "(" + params(method) + ") -> " + method.result())
                    .paragraph(method.summary() + ".");
            method.params().forEach(param -> page.term(param.name() + ": " + type(param), param.summary()));
        }
        page.heading("ERRORS")
                .paragraph(
                        "The code of an error is JSON-RPC's own, or -32000 minus the exit code of usi-ctl; the member"
                                + " reason of its data is one of these stable words:");
        Map<Long, String> reasons = new TreeMap<>(java.util.Comparator.reverseOrder());
        for (Failure failure : contract.failures()) {
            reasons.merge(failure.code(), failure.reason(), (some, one) -> some + ", " + one);
        }
        reasons.forEach(
                (code, words) -> page.term(code + " (" + Exit.ofRpcCode(code).meaning() + ")", words));
        return page.heading("EXAMPLE")
                .literal(List.of(
                        "printf '%s\\n' '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.status\"}' |",
                        "    socat - UNIX-CONNECT:/run/usi/control.sock"))
                .heading("SEE ALSO")
                .paragraph("usi-daemon(8), usi-ctl(1)")
                .toString();
    }

    private static String params(Method method) {
        return method.params().stream()
                .map(param -> param.required() ? param.name() : "[" + param.name() + "]")
                .collect(Collectors.joining(", "));
    }

    private static String type(Param param) {
        return param.values().isEmpty() ? param.type() : String.join(" | ", param.values());
    }

    private static String synopsis(Opt option) {
        String names = String.join(", ", option.names());
        if (!option.takesValue()) {
            return names;
        }
        return names + (option.optionalValue() ? " [" + option.value() + "]" : " " + option.value());
    }

    private static String synopsis(Command command) {
        List<String> words = new ArrayList<>(List.of("usi-ctl", command.name()));
        for (Opt option : command.options()) {
            words.add("[" + synopsis(option) + "]" + (option.repeatable() ? "..." : ""));
        }
        for (Operand operand : command.operands()) {
            String word = operand.label() + (operand.several() ? "..." : "");
            words.add(operand.required() ? word : "[" + word + "]");
        }
        return String.join(" ", words);
    }
}
