package io.usi.plugins.notifywindows;

import io.usi.plugin.Notice;
import java.util.Locale;

/**
 * What a notice reads like, in English or French.
 *
 * @param preview whether what was said, and the names of files, are shown
 */
record Wording(boolean french, boolean preview) {
    private static final String NOT_ENCRYPTED = "NOT ENCRYPTED";
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};
    private static final String[] UNITS_FR = {"ko", "Mo", "Go", "To", "Po", "Eo"};

    /** By the user's locale: the launchers set another one for Java itself, and tell it in {@code USI_LOCALE}. */
    static boolean isFrench() {
        String posix = System.getenv("USI_LOCALE");
        String language = posix == null ? Locale.getDefault().getLanguage() : posix;
        return language.matches("fr([_.@].*)?");
    }

    Toast message(Notice notice) {
        return new Toast(title(notice), preview ? notice.text() : say("New message", "Nouveau message"), "");
    }

    /** One without the id of an offer is accepted already. */
    Toast file(Notice notice) {
        boolean decided = notice.offer().isEmpty();
        String what = decided ? say("Sends a file", "Envoie un fichier") : say("Offers a file", "Propose un fichier");
        String colon = say(": ", " : ");
        return new Toast(
                title(notice),
                preview ? what + colon + notice.text() : what,
                size(notice.size()) + (decided ? "" : colon + "usi-ctl accept " + notice.offer()));
    }

    Toast joined(Notice notice) {
        return new Toast(title(notice), say("The session is open", "La session est ouverte"), "");
    }

    Toast left(Notice notice) {
        return new Toast(title(notice), say("The session has ended", "La session est terminée"), "");
    }

    /**
     * Several notices in one.
     *
     * @param unencrypted whether one of them is of a session that is not encrypted
     */
    Toast more(int count, boolean unencrypted) {
        return new Toast(
                unencrypted ? say("Some ", "En partie ") + NOT_ENCRYPTED + " – USI" : "USI",
                count + say(" more", " autres"),
                "usi-ctl recv, usi-ctl offers");
    }

    /** The mark stands in front, where no name can push it out. */
    private static String title(Notice notice) {
        return notice.encrypted() ? notice.peer() : NOT_ENCRYPTED + " – " + notice.peer();
    }

    private String say(String english, String inFrench) {
        return french ? inFrench : english;
    }

    private String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + say(" B", " o");
        }
        int unit = 0;
        long tenths = bytes / 100;
        while (tenths >= 10_000) {
            tenths /= 1_000;
            unit++;
        }
        return tenths / 10 + say(".", ",") + tenths % 10 + " " + (french ? UNITS_FR : UNITS)[unit];
    }
}
