package io.usi.daemon.config;

import java.util.List;
import java.util.NoSuchElementException;

/**
 * What a key of the daemon's own means, for the help and the manual: the only place where it is said.
 *
 * @param key as it stands in the configuration file, dotted
 * @param form what its value looks like in TOML
 * @param help one sentence in English, with the default in brackets
 * @param helpFr the same sentence in French
 */
public record KeyText(String key, String form, String help, String helpFr) {
    /** One for each of {@link Keys#ALL}, in the same order. */
    public static final List<KeyText> ALL = List.of(
            new KeyText(
                    Keys.LISTEN,
                    "true | \"ADDRESS\"",
                    "Wait for peers, on this address of the machine alone where one is given.",
                    "Attendre des pairs, sur cette seule adresse de la machine si elle est donnée."),
            new KeyText(
                    Keys.CONNECT,
                    "[\"HOST[:PORT]\", {address = \"HOST[:PORT]\", protocol = \"PROTOCOL\"}, ...]",
                    "Connect to a peer (localhost without a value), now and whenever it comes back. May be repeated.",
                    "Se connecter à un pair (localhost sans valeur), et à nouveau dès qu’il revient. Répétable."),
            new KeyText(
                    Keys.PORT,
                    "PORT",
                    "The port to listen on, and that of peers given without one (12800).",
                    "Le port d’écoute, et celui des pairs donnés sans port (12800)."),
            new KeyText(Keys.NAME, "\"NAME\"", "The name that peers see.", "Le nom que voient les pairs."),
            new KeyText(
                    Keys.NOTIFICATIONS,
                    "true | false",
                    "Tell people what happens, through the plugins that can.",
                    "Avertir des événements, par les plugins qui le peuvent."),
            new KeyText(
                    Keys.PROTOCOL,
                    "\"auto\" | \"2\" | \"3\"",
                    "Which protocol to speak (auto).",
                    "Le protocole à parler (auto)."),
            new KeyText(Keys.DEV, "true | false", "Print technical detail.", "Afficher des détails techniques."),
            new KeyText(Keys.SOCKET, "\"PATH\"", "Where usi-ctl finds this daemon.", "Où usi-ctl trouve ce démon."),
            new KeyText(
                    Keys.GROUP,
                    "\"GROUP\"",
                    "Give the control socket to this group, so that its members can use it (the daemon's user alone can).",
                    "Donner le socket de contrôle à ce groupe, dont les membres peuvent l’utiliser (le seul utilisateur"
                            + " du démon)."),
            new KeyText(
                    Keys.USERS,
                    "[\"USER\", ...]",
                    "Let only these users, those of control.groups, root and the daemon's own user use the control socket.",
                    "Ne laisser utiliser le socket de contrôle qu’à ces utilisateurs, à ceux de control.groups, à root et"
                            + " à celui du démon."),
            new KeyText(
                    Keys.GROUPS,
                    "[\"GROUP\", ...]",
                    "Let only the members of these groups, control.users, root and the daemon's own user use the control"
                            + " socket.",
                    "Ne laisser utiliser le socket de contrôle qu’aux membres de ces groupes, à control.users, à root et à"
                            + " l’utilisateur du démon."),
            new KeyText(
                    Keys.PLUGINS,
                    "\"DIR\"",
                    "Use the plugins of this folder instead of the shipped ones.",
                    "Utiliser les plugins de ce dossier au lieu de ceux fournis."),
            new KeyText(
                    Keys.ALLOW,
                    "[\"SHA-256\", ...]",
                    "Use no plugins but the jars with these SHA-256 sums, as sha256sum prints them (any).",
                    "N’utiliser que les plugins dont le jar a une de ces sommes SHA-256, comme les affiche sha256sum (tous)."),
            new KeyText(
                    Keys.ACCEPT,
                    "\"ask\" | \"always\" | \"never\"",
                    "Whether an offered file waits for a decision, is taken into the file sink at once, or refused (ask).",
                    "Si un fichier proposé attend une décision, est pris aussitôt dans le puits à fichiers, ou refusé"
                            + " (ask)."),
            new KeyText(
                    Keys.OFFER_EXPIRY,
                    "\"DURATION\"",
                    "When an undecided offer is refused: 1s to 7d (10m).",
                    "Quand une offre non décidée est refusée : 1s à 7d (10m)."),
            new KeyText(
                    Keys.SPOOL_DIRECTORY,
                    "\"DIR\"",
                    "Where bytes on their way are held, encrypted and without a name (/var/tmp).",
                    "Où sont tenus les octets en chemin, chiffrés et sans nom (/var/tmp)."),
            new KeyText(
                    Keys.SPOOL_LIMIT,
                    "\"SIZE\"",
                    "How many bytes may be held there, all together: at least 1MiB (16GiB).",
                    "Combien d’octets peuvent y être tenus en tout : au moins 1MiB (16GiB)."),
            new KeyText(
                    Keys.SESSIONS,
                    "NUMBER",
                    "How many peers that connected may be there at once (1024).",
                    "Combien de pairs qui se sont connectés peuvent être là à la fois (1024)."),
            new KeyText(
                    Keys.SESSIONS_PER_ADDRESS,
                    "NUMBER",
                    "How many of these from one address (256).",
                    "Combien d’entre eux d’une même adresse (256)."),
            new KeyText(
                    Keys.OPENINGS,
                    "NUMBER",
                    "How many connections that are not sessions yet may be there at once (64).",
                    "Combien de connexions pas encore ouvertes peuvent être là à la fois (64)."),
            new KeyText(
                    Keys.OPENINGS_PER_ADDRESS,
                    "NUMBER",
                    "How many of these from one address (32).",
                    "Combien d’entre elles d’une même adresse (32)."),
            new KeyText(
                    Keys.EXPIRE,
                    "\"DURATION\"",
                    "How long messages and events stay in memory: 1m to 30d (24h).",
                    "Combien de temps messages et événements restent en mémoire : 1m à 30d (24h)."),
            new KeyText(
                    Keys.PASSWORD,
                    "\"SECRET\"",
                    "Answers every password question of a peer, in place of the user.",
                    "Répond à toute question de mot de passe d’un pair, à la place de l’utilisateur."),
            new KeyText(
                    Keys.UNENCRYPTED,
                    "\"apart\" | \"shared\"",
                    "Whether peers that are not encrypted and those that are never hear each other, or share one room"
                            + " (apart).",
                    "Si les pairs non chiffrés et les chiffrés ne s’entendent jamais, ou partagent un salon (apart)."),
            new KeyText(
                    Keys.POLICY_MESSAGES,
                    "\"all\" | \"authenticated\" | \"verified\"",
                    "Who gets messages, this daemon's own and those that it relays: all, those that are verified or under a"
                            + " preset key, or the verified alone (all).",
                    "Qui reçoit des messages, de ce démon ou relayés par lui : tous, les pairs vérifiés ou sous clé"
                            + " prédéfinie, ou les seuls vérifiés (all)."),
            new KeyText(
                    Keys.POLICY_FILES,
                    "\"all\" | \"authenticated\" | \"verified\"",
                    "Who gets files, likewise (all).",
                    "Qui reçoit des fichiers, de même (all)."));

    /**
     * The text of a key.
     *
     * @param key one of {@link Keys#ALL}
     * @return its text
     * @throws NoSuchElementException where there is no such key
     */
    public static KeyText of(String key) {
        return ALL.stream().filter(text -> text.key().equals(key)).findFirst().orElseThrow();
    }
}
