package io.usi.ctl.verify;

import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What there is to compare of a peer's open session. The fingerprint is the same on both sides; the words and the text of the QR
 * code are this side's, and the other side shows others.
 *
 * @param peer its id
 * @param shown its name, or its address where it has none; not safe for a terminal
 * @param connected whether this daemon connected to it
 * @param usi3 whether it speaks USI/3
 * @param fingerprint 64 hexadecimal digits
 * @param words that this side's user reads out
 * @param qr what this side's QR code holds
 */
public record Compared(
        String peer,
        String shown,
        String address,
        boolean connected,
        boolean usi3,
        String fingerprint,
        List<String> words,
        String qr) {
    private static final int GROUP = 4;

    /** As the daemon knows it now. */
    static Compared of(RpcClient client, String peer) {
        return of(Values.object(client.call("session.fingerprint", Map.of("peer", peer))));
    }

    /** What the daemon answered. */
    public static Compared of(Map<String, Object> answer) {
        List<String> words = new ArrayList<>();
        if (answer.get("words") instanceof List<?> list) {
            list.forEach(word -> words.add(String.valueOf(word)));
        }
        return new Compared(
                Values.required(answer, "peer"),
                Values.named(answer, "name", "address"),
                Values.text(answer, "address"),
                Values.text(answer, "direction").equals("out"),
                Values.number(answer, "protocol") == 3,
                Values.required(answer, "fingerprint"),
                words,
                Values.required(answer, "qr"));
    }

    /** The half of the digits that this side's user reads out: the first where this side connected. */
    String ownHalf() {
        int half = fingerprint.length() / 2;
        return connected ? fingerprint.substring(0, half) : fingerprint.substring(half);
    }

    /** All digits, of which the other side's user read out the half that is not this side's. */
    String withOthersHalf(String half) {
        return connected ? ownHalf() + half : half + ownHalf();
    }

    /** Digits in groups that two people can read to each other. */
    public static String grouped(String digits) {
        StringBuilder groups = new StringBuilder();
        for (int i = 0; i < digits.length(); i += GROUP) {
            groups.append(i == 0 ? "" : " ").append(digits, i, Math.min(i + GROUP, digits.length()));
        }
        return groups.toString();
    }
}
