package io.usi.ctl.verify;

import io.usi.ctl.Streams;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Terminal;
import java.util.Map;

/** What is known of who a peer is, at a glance. */
public final class Trust {
    private static final Texts TEXTS = Texts.of(Trust.class);
    private static final String GREEN = "\033[32m";
    private static final String YELLOW = "\033[33m";
    private static final String RED = "\033[1;31m";

    private Trust() {}

    /** The heading of a column of these. */
    public static String heading() {
        return TEXTS.get("trust.heading");
    }

    /** In a word or two; empty where no session is open. */
    public static String word(Map<String, Object> peer) {
        if (isUnencrypted(peer)) {
            return TEXTS.get("trust.unencrypted");
        }
        if (!Values.text(peer, "state").equals("open")) {
            return "";
        }
        return switch (Values.text(peer, "authenticated")) {
            case "verified" -> TEXTS.get("trust.verified");
            case "preset" -> TEXTS.get("trust.preset");
            default -> TEXTS.get("trust.unverified");
        };
    }

    /** The escape sequence of its colour; empty for none. */
    public static String colour(Map<String, Object> peer) {
        if (isUnencrypted(peer)) {
            return RED;
        }
        if (!Values.text(peer, "state").equals("open")) {
            return "";
        }
        return switch (Values.text(peer, "authenticated")) {
            case "verified" -> GREEN;
            case "preset" -> "";
            default -> YELLOW;
        };
    }

    private static boolean isUnencrypted(Map<String, Object> peer) {
        return Boolean.FALSE.equals(peer.get("encrypted"));
    }

    /** Whether that stream shows colours, and its user wants them (no-color.org). */
    public static boolean hasColours(Streams streams, int stream) {
        Map<String, String> environment = streams.environment();
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"))
                && streams.terminal().is(stream);
    }

    /** As {@link #hasColours}, of standard output. */
    public static boolean hasColours(Streams streams) {
        return hasColours(streams, Terminal.OUTPUT);
    }

    /** That something did not go to a peer, by the configuration's policy. */
    public static String heldBack(Map<String, Object> peer) {
        return TEXTS.get(
                "trust.held",
                SafeText.line(Values.named(peer, "name", "peer")),
                SafeText.line(Values.text(peer, "peer")));
    }

    /** What a match is worth that USI 2 shows. */
    public static String worthOfUsi2() {
        return TEXTS.get("usi2.match");
    }

    /** What answering costs in USI 2. */
    public static String priceOfUsi2() {
        return TEXTS.get("usi2.answer");
    }
}
