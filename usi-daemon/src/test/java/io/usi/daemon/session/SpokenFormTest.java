package io.usi.daemon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SpokenFormTest {
    /** SHA-256 of {@code example}; the words were computed with Python's hashlib from docs/PROTOCOL.md. */
    private static final String FINGERPRINT = "50d858e0985ecc7f60418aaf0cc5ab587f42c2570a884095a9e8ccacd0f6545c";

    private static final List<String> INITIATOR =
            List.of("paddle crew weather manual fancy misery tide tortoise jewel such predict silly".split(" "));
    private static final List<String> RESPONDER =
            List.of("move december ankle spawn enhance artefact economy umbrella person section slow just".split(" "));

    private final SpokenForm initiator = new SpokenForm(FINGERPRINT, Peer.Direction.OUT);
    private final SpokenForm responder = new SpokenForm(FINGERPRINT, Peer.Direction.IN);

    private static String refusal(Executable wrong) {
        UsiException refusal = assertThrows(UsiException.class, wrong);
        assertEquals(ErrorCode.USAGE, refusal.code());
        return refusal.getMessage();
    }

    @Test
    void eachSideReadsOutItsOwnWordsAndKnowsTheOthers() {
        assertEquals(INITIATOR, initiator.words());
        assertEquals(RESPONDER, responder.words());
        assertTrue(initiator.isOthersWords(RESPONDER));
        assertTrue(responder.isOthersWords(INITIATOR));
    }

    @Test
    void fourLettersOfAWordAreEnough() {
        List<String> cut = RESPONDER.stream()
                .map(word -> word.substring(0, Math.min(4, word.length())).toUpperCase(Locale.ROOT))
                .toList();
        assertTrue(initiator.isOthersWords(cut));
        List<String> tooShort = new ArrayList<>(RESPONDER);
        tooShort.set(1, "dec");
        assertTrue(refusal(() -> initiator.isOthersWords(tooShort)).contains("word 2 "));
    }

    @Test
    void oneOtherWordOrAnotherOrderIsADifference() {
        List<String> other = new ArrayList<>(RESPONDER);
        other.set(11, "zoo");
        assertFalse(initiator.isOthersWords(other));
        List<String> order = new ArrayList<>(RESPONDER);
        order.add(order.remove(0));
        assertFalse(initiator.isOthersWords(order));
    }

    @Test
    void whatTheOwnSideShowsVerifiesNobody() {
        assertTrue(refusal(() -> initiator.isOthersWords(INITIATOR)).contains("this side"));
        assertTrue(refusal(() -> initiator.isFingerprint(initiator.qr())).contains("this side"));
        assertTrue(refusal(() -> initiator.isOthersWords(List.of("zoo"))).contains("twelve"));
    }

    @Test
    void theFingerprintIsTakenInGroupsAndAsScanned() {
        assertEquals("USI:FP:" + FINGERPRINT.toUpperCase(Locale.ROOT) + ":I", initiator.qr());
        assertTrue(initiator.isFingerprint(FINGERPRINT));
        assertTrue(
                initiator.isFingerprint(FINGERPRINT.replaceAll("(.{8})", "$1 ").toUpperCase(Locale.ROOT)));
        assertTrue(initiator.isFingerprint(responder.qr()));
        assertTrue(responder.isFingerprint(initiator.qr().toLowerCase(Locale.ROOT) + "\n"));
        assertFalse(initiator.isFingerprint(responder.qr().replace("5C:R", "5D:R")));
        assertFalse(initiator.isFingerprint(FINGERPRINT.substring(1) + "0"));
    }

    @Test
    void whatCanBeNoFingerprintIsNoDifference() {
        assertTrue(
                refusal(() -> initiator.isFingerprint(FINGERPRINT.substring(1))).endsWith("64 digits, and not 63"));
        assertTrue(
                refusal(() -> initiator.isFingerprint("usi:fp:" + FINGERPRINT)).contains("no fingerprint"));
        assertTrue(refusal(() -> initiator.isFingerprint("xx")).contains("no fingerprint"));
        assertTrue(refusal(() -> initiator.isFingerprint("")).contains("no fingerprint"));
    }

    /** What people say must be told apart after four letters, and what they type is plain letters. */
    @Test
    void theWordsOfTheListAreDistinct() throws Exception {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(SpokenForm.class.getResourceAsStream("words.txt"), StandardCharsets.US_ASCII))) {
            List<String> list = reader.lines().toList();
            assertEquals(2_048, list.size());
            assertTrue(list.stream().allMatch(word -> word.matches("[a-z]{3,8}")));
            assertEquals(
                    2_048,
                    list.stream()
                            .map(word -> word.substring(0, Math.min(4, word.length())))
                            .distinct()
                            .count());
        }
    }
}
