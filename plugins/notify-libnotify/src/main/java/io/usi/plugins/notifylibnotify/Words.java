package io.usi.plugins.notifylibnotify;

import java.util.Locale;
import java.util.function.UnaryOperator;

/** Everything that is shown, in English or French. */
final class Words {
    private static final String[] SIZES = {"kB", "MB", "GB", "TB", "PB", "EB"};
    private static final String[] SIZES_FR = {"ko", "Mo", "Go", "To", "Po", "Eo"};

    private final boolean french;

    Words(Locale locale) {
        french = locale.getLanguage().equals("fr");
    }

    /** In the user's language: the launcher runs Java in a locale of its own and passes the user's on. */
    static Words of(UnaryOperator<String> environment) {
        String posix = environment.apply("USI_LOCALE");
        return new Words(
                posix == null || posix.isEmpty()
                        ? Locale.getDefault()
                        : Locale.forLanguageTag(posix.split("[.@]", 2)[0].replace('_', '-')));
    }

    private String say(String english, String inFrench) {
        return french ? inFrench : english;
    }

    String notEncrypted() {
        return say("NOT ENCRYPTED: ", "NON CHIFFRÉ : ");
    }

    String newMessage() {
        return say("New message", "Nouveau message");
    }

    String messagesFrom(int count) {
        return say(count + " messages from ", count + " messages de ");
    }

    String severalPeers() {
        return say("several peers", "plusieurs pairs");
    }

    /** What stands between a name and what that peer said. */
    String said() {
        return say(": ", " : ");
    }

    String joined() {
        return say(" joined", " vient d'arriver");
    }

    String left() {
        return say(" left", " vient de partir");
    }

    String arrivals(int count) {
        return say(count + " arrivals", count + " arrivées");
    }

    String departures(int count) {
        return say(count + " departures", count + " départs");
    }

    String last() {
        return say("The last one: ", "En dernier : ");
    }

    String offersFile() {
        return say(" offers a file", " propose un fichier");
    }

    String sendsFile() {
        return say(" sends a file", " envoie un fichier");
    }

    String filesCome(int count) {
        return say(count + " files come in", count + " fichiers arrivent");
    }

    String accept() {
        return say("Accept", "Accepter");
    }

    String refuse() {
        return say("Refuse", "Refuser");
    }

    String filesOffered(int count) {
        return count == 1
                ? say("1 file is offered", "1 fichier est proposé")
                : say(count + " files are offered", count + " fichiers sont proposés");
    }

    String decisionFailed() {
        return say("The file was not decided on", "Rien n'a été décidé pour le fichier");
    }

    String seeOffers() {
        return say("See usi-ctl offers", "Voir usi-ctl offers");
    }

    /** Bytes in decimal units: {@code 999 B}, {@code 1.5 MB}. */
    String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + say(" B", " o");
        }
        int unit = 0;
        long tenths = bytes / 100;
        while (tenths >= 10_000) {
            tenths /= 1_000;
            unit++;
        }
        return tenths / 10 + say(".", ",") + tenths % 10 + " " + (french ? SIZES_FR : SIZES)[unit];
    }
}
