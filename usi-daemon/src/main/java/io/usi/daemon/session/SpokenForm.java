package io.usi.daemon.session;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A session's fingerprint in the forms that people compare it in (docs/PROTOCOL.md, <em>For people</em>). The words and the text of
 * the QR code say whose they are: what one side shows is not what its own user has to enter, so nobody verifies a peer with
 * what their own screen says.
 */
public final class SpokenForm {
    /** How many words. */
    public static final int WORDS = 12;

    private static final int BITS = 11;
    private static final int LIST = 1 << BITS;
    private static final int FINGERPRINT_BYTES = 32;
    /** So many letters are enough: no two words of the list have the same. */
    private static final int LETTERS = 4;

    private static final String QR = "usi:fp:";
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]+");
    private static final Pattern SCANNED = Pattern.compile(QR + "([0-9a-f]{64}):([ir])");

    /** Whose words they are. */
    private enum Side {
        INITIATOR("i"),
        RESPONDER("r");

        private final String letter;

        Side(String letter) {
            this.letter = letter;
        }

        static Side of(Peer.Direction connects) {
            return connects == Peer.Direction.OUT ? INITIATOR : RESPONDER;
        }

        Side other() {
            return this == INITIATOR ? RESPONDER : INITIATOR;
        }
    }

    private final String fingerprint;
    private final Side own;

    /**
     * @param fingerprint 64 hexadecimal digits
     * @param connects who connected
     */
    public SpokenForm(String fingerprint, Peer.Direction connects) {
        this.fingerprint = fingerprint;
        own = Side.of(connects);
    }

    /** What this side's user reads out. */
    public List<String> words() {
        return words(own);
    }

    /** What this side's QR code holds: in capital letters, of which a QR code takes more. */
    public String qr() {
        return (QR + fingerprint + ":" + own.letter).toUpperCase(Locale.ROOT);
    }

    /**
     * Whether those are the words of the other side.
     *
     * @param given each whole, or its first four letters at least
     * @throws UsiException {@link ErrorCode#USAGE} where they cannot be any side's, or are this one's
     */
    public boolean isOthersWords(List<String> given) {
        if (given.size() != WORDS) {
            throw new UsiException(ErrorCode.USAGE, "there have to be twelve words, and not " + given.size());
        }
        List<String> list = list();
        List<String> whole = new ArrayList<>();
        for (String word : given) {
            whole.add(whole(word.toLowerCase(Locale.ROOT), list, whole.size() + 1));
        }
        if (whole.equals(words(own))) {
            throw new UsiException(
                    ErrorCode.USAGE, "those are the words of this side: take those that the peer's user reads out");
        }
        return whole.equals(words(own.other()));
    }

    private static String whole(String given, List<String> list, int number) {
        return list.stream()
                .filter(word -> word.equals(given) || (given.length() >= LETTERS && word.startsWith(given)))
                .findFirst()
                .orElseThrow(() -> new UsiException(
                        ErrorCode.USAGE, "word " + number + " is none of the list: listen to it again"));
    }

    /**
     * Whether that is the fingerprint: its 64 digits, or what the other side's QR code holds.
     *
     * @throws UsiException {@link ErrorCode#USAGE} where it can be no fingerprint at all, or is what this side's QR code holds
     */
    public boolean isFingerprint(String given) {
        String text = given.strip().toLowerCase(Locale.ROOT);
        Matcher scanned = SCANNED.matcher(text);
        if (scanned.matches()) {
            if (scanned.group(2).equals(own.letter)) {
                throw new UsiException(
                        ErrorCode.USAGE, "that is the QR code of this side: scan the one that the peer's user shows");
            }
            return scanned.group(1).equals(fingerprint);
        }
        String digits = text.replaceAll("[\\s:-]", "");
        if (!DIGITS.matcher(digits).matches()) {
            throw new UsiException(
                    ErrorCode.USAGE,
                    "that is no fingerprint: give its 64 digits, 0 to 9 and a to f, the twelve words, or the text of the"
                            + " QR code, all of it");
        }
        if (digits.length() != 2 * FINGERPRINT_BYTES) {
            throw new UsiException(ErrorCode.USAGE, "a fingerprint has 64 digits, and not " + digits.length());
        }
        return digits.equals(fingerprint);
    }

    private List<String> words(Side side) {
        byte[] digest = digest(side);
        List<String> list = list();
        List<String> words = new ArrayList<>();
        for (int word = 0; word < WORDS; word++) {
            int index = 0;
            for (int bit = word * BITS; bit < (word + 1) * BITS; bit++) {
                index = index << 1 | (digest[bit / 8] >> (7 - bit % 8) & 1);
            }
            words.add(list.get(index));
        }
        return words;
    }

    private byte[] digest(Side side) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256", "SUN");
            String tag = "usi words " + side.name().toLowerCase(Locale.ROOT) + "\0";
            sha256.update(tag.getBytes(StandardCharsets.US_ASCII));
            return sha256.digest(HexFormat.of().parseHex(fingerprint, 0, 2 * FINGERPRINT_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static List<String> list() {
        try (InputStream stream = SpokenForm.class.getResourceAsStream("words.txt");
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
            List<String> list = reader.lines().toList();
            if (list.size() != LIST) {
                throw new IllegalStateException("the list of words is not whole");
            }
            return list;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
