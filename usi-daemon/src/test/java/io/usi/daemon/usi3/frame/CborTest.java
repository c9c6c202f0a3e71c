package io.usi.daemon.usi3.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborTest {
    private static Map<String, Object> decode(byte[] body) {
        return Cbor.decode(body, 0, body.length);
    }

    private static byte[] under(String value) {
        return Bodies.hex("a1 61 61" + value);
    }

    private static Bytes bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Bytes.of(bytes);
    }

    static Stream<Arguments> takenOfAppendixA() {
        return Stream.of(
                Arguments.of("00", 0L),
                Arguments.of("01", 1L),
                Arguments.of("0a", 10L),
                Arguments.of("17", 23L),
                Arguments.of("1818", 24L),
                Arguments.of("1819", 25L),
                Arguments.of("1864", 100L),
                Arguments.of("1903e8", 1_000L),
                Arguments.of("1a000f4240", 1_000_000L),
                Arguments.of("1b000000e8d4a51000", 1_000_000_000_000L),
                Arguments.of("f4", false),
                Arguments.of("f5", true),
                Arguments.of("40", bytes()),
                Arguments.of("4401020304", bytes(1, 2, 3, 4)),
                Arguments.of("60", ""),
                Arguments.of("6161", "a"),
                Arguments.of("6449455446", "IETF"),
                Arguments.of("62225c", "\"\\"),
                Arguments.of("62c3bc", "\u00fc"),
                Arguments.of("63e6b0b4", "\u6c34"),
                Arguments.of("64f0908591", "\ud800\udd51"),
                Arguments.of("80", List.of()),
                Arguments.of("83010203", List.of(1L, 2L, 3L)),
                Arguments.of("8301820203820405", List.of(1L, List.of(2L, 3L), List.of(4L, 5L))),
                Arguments.of(
                        "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
                        LongStream.rangeClosed(1, 25).boxed().toList()),
                Arguments.of("a0", Map.of()),
                Arguments.of("a26161016162820203", Map.of("a", 1L, "b", List.of(2L, 3L))),
                Arguments.of("826161a161626163", List.of("a", Map.of("b", "c"))),
                Arguments.of(
                        "a56161614161626142616361436164614461656145",
                        Map.of("a", "A", "b", "B", "c", "C", "d", "D", "e", "E")));
    }

    @ParameterizedTest
    @MethodSource("takenOfAppendixA")
    void theExamplesOfTheRfcThatBodiesMayHave(String hex, Object value) {
        assertEquals(Map.of("a", value), decode(under(hex)));
        assertArrayEquals(under(hex), Cbor.encode(Map.of("a", value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1bffffffffffffffff",
                "c249010000000000000000",
                "3bffffffffffffffff",
                "c349010000000000000000",
                "20",
                "29",
                "3863",
                "3903e7",
                "f90000",
                "f98000",
                "f93c00",
                "fb3ff199999999999a",
                "f93e00",
                "f97bff",
                "fa47c35000",
                "fa7f7fffff",
                "fb7e37e43c8800759c",
                "f90001",
                "f90400",
                "f9c400",
                "fbc010666666666666",
                "f97c00",
                "f97e00",
                "f9fc00",
                "fa7f800000",
                "fa7fc00000",
                "faff800000",
                "fb7ff0000000000000",
                "fb7ff8000000000000",
                "fbfff0000000000000",
                "f6",
                "f7",
                "f0",
                "f8ff",
                "c074323031332d30332d32315432303a30343a30305a",
                "c11a514b67b0",
                "c1fb41d452d9e8200000",
                "d74401020304",
                "d818456449455446",
                "d82076687474703a2f2f7777772e6578616d706c652e636f6d",
                "a201020304",
                "5f42010243030405ff",
                "7f657374726561646d696e67ff",
                "9fff",
                "9f018202039f0405ffff",
                "9f01820203820405ff",
                "83018202039f0405ff",
                "83019f0203ff820405",
                "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff",
                "bf61610161629f0203ffff",
                "826161bf61626163ff",
                "bf6346756ef563416d7421ff"
            })
    void theOtherExamplesOfTheRfc(String hex) {
        byte[] body = under(hex);
        Bodies.assertRefused(() -> decode(body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                              | less than it says
                    00                              | not a map
                    60                              | not a map
                    80                              | not a map
                    f4                              | not a map
                    c0 a0                           | not a map
                    ff                              | not a map
                    bf ff                           | a length that is not definite
                    bc                              | a length that is not definite
                    a0 00                           | more than a map
                    a0 a0                           | more than a map
                    a1                              | a map that is too long
                    a1 61                           | a map that is too long
                    a1 61 61                        | less than it says
                    a1 00 00                        | a key that is no text
                    a1 41 61 00                     | a key that is no text
                    a1 f5 00                        | a key that is no text
                    a1 7f 61 61 ff 00               | a length that is not definite
                    a1 78 01 61 00                  | a number that is not in its shortest form
                    b8 01 61 61 00                  | a number that is not in its shortest form
                    b9 00 01 61 61 00               | a number that is not in its shortest form
                    a1 61 61 18 17                  | a number that is not in its shortest form
                    a1 61 61 19 00 ff               | a number that is not in its shortest form
                    a1 61 61 1a 00 00 ff ff         | a number that is not in its shortest form
                    a1 61 61 1b 00000000 ffffffff   | a number that is not in its shortest form
                    a1 61 61 1b 80000000 00000000   | a number that is too large
                    a1 61 61 1c                     | a length that is not definite
                    a1 61 61 1f                     | a length that is not definite
                    a1 61 61 1b 00000001 000000     | less than it says
                    a1 61 61 58 01 00               | a number that is not in its shortest form
                    a1 61 61 78 01 61               | a number that is not in its shortest form
                    a1 61 61 98 01 00               | a number that is not in its shortest form
                    a1 61 61 41                     | less than it says
                    a1 61 61 5a ffffffff            | less than it says
                    a1 61 61 5b 7fffffffffffffff    | less than it says
                    a1 61 61 5b ffffffffffffffff    | a number that is too large
                    a1 61 61 7a 7fffffff 61         | less than it says
                    a1 61 61 7b 0000000100000000 61 | less than it says
                    a1 61 61 81                     | an array that is too long
                    a1 61 61 9a ffffffff            | an array that is too long
                    a1 61 61 9b 7fffffffffffffff    | an array that is too long
                    a1 61 61 a1 61                  | a map that is too long
                    a1 61 61 ba 7fffffff            | a map that is too long
                    a1 61 61 bb 7fffffffffffffff    | a map that is too long
                    a2 61 61 00 61 61 01            | keys that are not in order, or not different
                    a2 61 62 00 61 61 01            | keys that are not in order, or not different
                    a2 62 61 61 00 61 62 01         | keys that are not in order, or not different
                    a2 62 c3 a9 00 62 7a 7a 01      | keys that are not in order, or not different
                    a2 60 00 60 00                  | keys that are not in order, or not different
                    a1 61 61 61 80                  | a text that is not UTF-8
                    a1 61 61 61 ff                  | a text that is not UTF-8
                    a1 61 61 61 c3                  | a text that is not UTF-8
                    a1 61 61 62 c0 80               | a text that is not UTF-8
                    a1 61 61 62 c1 bf               | a text that is not UTF-8
                    a1 61 61 63 e0 80 af            | a text that is not UTF-8
                    a1 61 61 63 ed a0 80            | a text that is not UTF-8
                    a1 61 61 66 ed a0 80 ed b0 80   | a text that is not UTF-8
                    a1 61 61 64 f0 80 80 af         | a text that is not UTF-8
                    a1 61 61 64 f4 90 80 80         | a text that is not UTF-8
                    a1 61 61 65 f8 88 80 80 80      | a text that is not UTF-8
                    a1 61 80 00                     | a text that is not UTF-8
                    a1 61 61 f6                     | a value of a kind that no body has
                    a1 61 61 f8 f5                  | a value of a kind that no body has
                    a1 61 61 f8 14                  | a value of a kind that no body has
                    a1 61 61 ff                     | a value of a kind that no body has
                    a1 61 61 81 81 81 80            | too many levels
                    a1 61 61 a1 61 61 a1 61 61 a1 61 61 a0 | too many levels
                    """)
    void whatIsNotDeterministic(String hex, String reason) {
        byte[] body = Bodies.hex(hex);
        Bodies.assertRefused(reason, () -> decode(body));
    }

    @Test
    void everyBodyCutShort() {
        for (Frame frame : Bodies.frames()) {
            byte[] body = FrameCodec.encode(frame);
            for (int length = 0; length < body.length; length++) {
                byte[] cut = Arrays.copyOf(body, length);
                Bodies.assertRefused(() -> decode(cut));
            }
        }
    }

    @Test
    void aBodyInsideABuffer() {
        byte[] buffer = Bodies.hex("ffff a1 61 61 01 80");
        assertEquals(Map.of("a", 1L), Cbor.decode(buffer, 2, 4));
        Bodies.assertRefused("less than it says", () -> Cbor.decode(buffer, 2, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> Cbor.decode(buffer, 2, 6));
    }

    @Test
    void keysInTheOrderOfTheirBytes() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String key : List.of("é", "zz", "aa", "z", "a", "", "aaa")) {
            map.put(key, 0L);
        }
        byte[] body = Bodies.hex("a7 6000 616100 617a00 62616100 627a7a00 62c3a900 6361616100");
        assertArrayEquals(body, Cbor.encode(map));
        assertEquals(
                List.of("", "a", "z", "aa", "zz", "é", "aaa"),
                List.copyOf(decode(body).keySet()));
    }

    @Test
    void numbersInTheirShortestForm() {
        for (int bit = 0; bit < 63; bit++) {
            for (long n : new long[] {(1L << bit) - 1, 1L << bit, (1L << bit) + 1}) {
                byte[] body = Cbor.encode(Map.of("a", n));
                assertEquals(Map.of("a", n), decode(body));
                assertEquals(3 + (n < 24 ? 1 : n < 256 ? 2 : n < 65_536 ? 3 : n < 1L << 32 ? 5 : 9), body.length);
            }
        }
        assertArrayEquals(under("1b7fffffffffffffff"), Cbor.encode(Map.of("a", Long.MAX_VALUE)));
        assertArrayEquals(under("1a80000000"), Cbor.encode(Map.of("a", 1L << 31)));
    }

    @Test
    void asManyLevelsElementsAndEntriesAsAllowed() {
        Object deep = List.of(List.of(List.of(1L)));
        assertEquals(Map.of("a", deep), decode(Cbor.encode(Map.of("a", deep))));
        assertThrows(IllegalArgumentException.class, () -> Cbor.encode(Map.of("a", List.of(deep))));

        List<Long> most = Collections.nCopies(2_000, 7L);
        assertEquals(Map.of("a", most), decode(Cbor.encode(Map.of("a", most))));
        List<Long> more = Collections.nCopies(2_001, 7L);
        assertThrows(IllegalArgumentException.class, () -> Cbor.encode(Map.of("a", more)));
        byte[] tooMany = under("99 07d1" + "07".repeat(2_001));
        Bodies.assertRefused("an array that is too long", () -> decode(tooMany));

        Map<String, Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < 64; i++) {
            entries.put("key" + i, true);
        }
        byte[] full = Cbor.encode(entries);
        assertEquals(entries, decode(full));
        entries.put("one more", true);
        assertThrows(IllegalArgumentException.class, () -> Cbor.encode(entries));
        byte[] fuller = Arrays.copyOf(full, full.length + 10);
        System.arraycopy(Bodies.hex("68 6f6e65206d6f7265 f5"), 0, fuller, full.length, 10);
        fuller[1] = 65;
        Bodies.assertRefused("a map that is too long", () -> decode(fuller));
    }

    @Test
    void whatCannotBeWritten() {
        for (Object value : new Object[] {-1L, 1, 1.5, 'a', "\ud800", "\udc00a", new byte[1], Map.of(1L, 1L)}) {
            assertThrows(IllegalArgumentException.class, () -> Cbor.encode(Map.of("a", value)));
        }
    }
}
