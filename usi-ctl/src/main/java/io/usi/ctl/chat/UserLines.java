package io.usi.ctl.chat;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who is here, a line for each. What is known of somebody stands first, up to a colon, and their name last, so that none can look
 * like what is known. Whether somebody is verified is said of this daemon's own sessions alone: of others in a room its server
 * states the fingerprint.
 */
final class UserLines {
    private static final Texts TEXTS = Texts.of(UserLines.class);
    private static final int GROUP = 8;

    private final People people;

    UserLines(People people) {
        this.people = people;
    }

    /** The lines for an answer of {@code session.users}. */
    List<Line> of(Object users) {
        List<Line> lines = new ArrayList<>();
        for (Map<String, Object> user : Values.objects(users)) {
            lines.add(new Line.Shown(line(user)));
        }
        return lines;
    }

    private String line(Map<String, Object> user) {
        String address = SafeText.line(Values.text(user, "address"));
        String name = Called.plainly(Values.text(user, "name")).brief();
        String fingerprint = SafeText.line(Values.text(user, "fingerprint"));
        return known(user)
                + ": "
                + address
                + (address.isEmpty() || name.isEmpty() ? "" : "  ")
                + name
                + (fingerprint.isEmpty() ? "" : "\n" + fingerprint.replaceAll("(.{" + GROUP + "})(?=.)", "$1 "));
    }

    private String known(Map<String, Object> user) {
        List<String> words = new ArrayList<>();
        boolean you = Values.flag(user, "you");
        boolean server = Values.flag(user, "server");
        String via = Values.text(user, "via");
        if (you) {
            words.add(TEXTS.get("you"));
        } else if (via.isEmpty()) {
            words.add(guest(user));
        } else {
            words.add(server ? known(people.trust(via)) : TEXTS.get("hearsay", SafeText.line(via)));
        }
        if (server) {
            words.add(TEXTS.get("server"));
        }
        return String.join(", ", words);
    }

    private String guest(Map<String, Object> user) {
        if (Boolean.FALSE.equals(user.get("encrypted"))) {
            return TEXTS.get("unencrypted");
        }
        return known(people.trustOfGuest(Values.text(user, "fingerprint")));
    }

    /** Who left meanwhile is not known. */
    private static String known(String trust) {
        return trust.isEmpty() ? "?" : trust;
    }
}
