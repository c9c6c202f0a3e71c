package io.usi.daemon.usi2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MarkerSearchTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean found(byte[] stream, int... cuts) {
        MarkerSearch search = new MarkerSearch();
        int from = 0;
        for (int cut : cuts) {
            byte[] piece = Arrays.copyOfRange(stream, from, cut);
            if (search.found(piece, piece.length)) {
                return true;
            }
            from = cut;
        }
        byte[] rest = Arrays.copyOfRange(stream, from, stream.length);
        return search.found(rest, rest.length);
    }

    @Test
    void findsTheMarkerWhereverItIsAndHoweverItIsCut() {
        for (int at = 0; at < 6; at++) {
            byte[] stream = bytes("x".repeat(at) + "|!f|" + "yy");
            for (int a = 0; a <= stream.length; a++) {
                for (int b = a; b <= stream.length; b++) {
                    assertTrue(found(stream, a, b), at + ": " + a + ", " + b);
                }
            }
        }
    }

    @Test
    void findsNothingElse() {
        for (String other : new String[] {"", "|", "|!f", "!f|", "|!F|", "|!!f|", "||!f", "|!f!|", "\u0000!f|"}) {
            for (int cut = 0; cut <= other.length(); cut++) {
                assertFalse(found(bytes(other), cut), other);
            }
        }
        // The three bytes that are not there yet must not count as zeros or as anything else.
        assertFalse(found(new byte[] {0, 0, 0, 0}));
    }

    @Test
    void ignoresWhatIsBehindTheLength() {
        assertFalse(new MarkerSearch().found(bytes("ab|!f|"), 5));
    }

    @Test
    void knowsAnEndThatWouldBeFoundTooEarly() {
        for (String end : new String[] {"|!f", "xxx|!f", "xx", "|!", "xx|!", "x|", "!f", ""}) {
            MarkerSearch search = new MarkerSearch();
            assertFalse(search.found(bytes(end), end.length()));
            // What 2.4 does: it takes the first marker in the stream for the end.
            boolean early = (end + "|!f|").indexOf("|!f|") < end.length();
            assertEquals(early, search.overlapsEnd(), end);
        }
    }
}
