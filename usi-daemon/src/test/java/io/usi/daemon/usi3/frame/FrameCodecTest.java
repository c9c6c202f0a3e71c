package io.usi.daemon.usi3.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
    /** Type, body and padding of a record; docs/PROTOCOL.md, "Records". */
    private static final int MAX_PLAINTEXT = 69_632;

    private static Frame decode(int type, byte[] body) {
        return FrameCodec.decode(type, body, 0, body.length);
    }

    static Stream<Frame> frames() {
        return Bodies.frames().stream();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void everyFrameComesBack(Frame frame) {
        byte[] body = FrameCodec.encode(frame);
        assertEquals(frame, decode(frame.type(), body));

        byte[] buffer = new byte[body.length + 5];
        System.arraycopy(body, 0, buffer, 3, body.length);
        assertEquals(frame, FrameCodec.decode(frame.type(), buffer, 3, body.length));
    }

    @Test
    void noKindOfFrameIsForgotten() {
        Stream<Class<?>> kinds = Stream.of(Frame.class.getPermittedSubclasses());
        assertEquals(
                kinds.filter(kind -> kind != Frame.Unknown.class).collect(Collectors.toSet()),
                frames().map(Frame::getClass).collect(Collectors.toSet()));
    }

    static Stream<Arguments> bodies() {
        Optional<Bytes> hash = Optional.of(Bodies.HASH);
        return Stream.of(
                Arguments.of(2, "a1 646e616d65 64 5a6fc3ab", new Frame.Ready("Zoë")),
                Arguments.of(3, "a0", new Frame.Resume(Optional.empty(), Optional.empty())),
                Arguments.of(
                        3,
                        "a2 65636861696e 50ID 6570726f6f66 5820HASH",
                        new Frame.Resume(Optional.of(Bodies.ID), hash)),
                Arguments.of(4, "a2 626964 50ID 6474657874 626869", new Frame.Text(Bodies.ID, "hi", Optional.empty())),
                Arguments.of(
                        4,
                        "a3 626964 50ID 6466726f6d a2 646e616d65 62416c 6761646472657373 6161 6474657874 60",
                        new Frame.Text(Bodies.ID, "", Optional.of(new Frame.From("a", "Al")))),
                Arguments.of(5, "a1 626964 50ID", new Frame.Ack(Bodies.ID, Optional.empty())),
                Arguments.of(
                        5,
                        "a3 626964 50ID 626f66 19012c 6468656c64 02",
                        new Frame.Ack(Bodies.ID, Optional.of(new Frame.Relayed(2, 300)))),
                Arguments.of(6, "a0", new Frame.RosterRequest()),
                Arguments.of(
                        6,
                        "a2 646d6f7265 f4 676d656d62657273 81"
                                + "a4 63796f75 f5 646e616d65 6162 6761646472657373 6161 6b66696e6765727072696e74 60",
                        new Frame.Roster(List.of(new Frame.Entry("a", "b", "", true)), false)),
                Arguments.of(
                        7,
                        "a3 646e616d65 6162 6761646472657373 6161 6b66696e6765727072696e74 7840" + "6162".repeat(32),
                        new Frame.Joined("a", "b", Bodies.FINGERPRINT)),
                Arguments.of(8, "a2 646e616d65 6162 6761646472657373 6161", new Frame.Left("a", "b")),
                Arguments.of(
                        9,
                        "a4 616e 1affffffff 626964 50ID 646e616d65 65662e747874 6473697a65 1b7fffffffffffffff",
                        new Frame.Offer(4_294_967_295L, Bodies.ID, "f.txt", Long.MAX_VALUE)),
                Arguments.of(
                        10,
                        "a4 616e 01 65756e74696c 1b0000000100000000 666f6666736574 1818 66736861323536 5820HASH",
                        new Frame.Answer(
                                1, 24, Optional.of(new Frame.Prefix.Sha256(Bodies.HASH)), Optional.of(1L << 32))),
                Arguments.of(
                        10,
                        "a5 616e 01 636b6579 50ID 6468617368 50ID 65756e74696c 00 666f6666736574 1818",
                        new Frame.Answer(
                                1, 24, Optional.of(new Frame.Prefix.Keyed(Bodies.ID, Bodies.ID)), Optional.of(0L))),
                Arguments.of(
                        10,
                        "a3 616e 01 65756e74696c 1a00010000 666f6666736574 00",
                        new Frame.Answer(1, 0, Optional.empty(), Optional.of(65_536L))),
                Arguments.of(
                        10, "a2 616e 01 666f6666736574 00", new Frame.Answer(1, 0, Optional.empty(), Optional.empty())),
                Arguments.of(12, "a3 616e 01 6574616b656e 18ff 65756e74696c 190100", new Frame.Credit(1, 255, 256)),
                Arguments.of(13, "a2 616e 01 6473697a65 05", new Frame.End(1, Optional.of(5L))),
                Arguments.of(13, "a1 616e 01", new Frame.End(1, Optional.empty())),
                Arguments.of(14, "a2 616e 02 66726561736f6e 6772656675736564", new Frame.Cancel(2, "refused")),
                Arguments.of(15, "a1 616e 1b7fffffffffffffff", new Frame.Ping(Long.MAX_VALUE)),
                Arguments.of(16, "a1 616e 00", new Frame.Pong(0)),
                Arguments.of(
                        17,
                        "a2 6464617461 41ff 6473746570 01",
                        new Frame.Challenge(1, Optional.of(Bytes.of(new byte[] {-1})), Optional.empty())),
                Arguments.of(
                        17,
                        "a2 6473746570 00 66726561736f6e 6462757379",
                        new Frame.Challenge(0, Optional.empty(), Optional.of("busy"))),
                Arguments.of(18, "a0", new Frame.KeyUpdate()),
                Arguments.of(19, "a1 66726561736f6e 6873746f7070696e67", new Frame.Close("stopping")));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void bodiesAreAsThePageHasThem(int type, String body, Frame frame) {
        assertEquals(type, frame.type());
        assertEquals(frame, decode(type, Bodies.hex(body)));
        assertArrayEquals(Bodies.hex(body), FrameCodec.encode(frame));
    }

    @Test
    void helloAsThePageHasIt() {
        Frame.Hello hello = new Frame.Hello(List.of(1L, 24L), List.of("x"), Bodies.HASH, Bodies.counting(1_088));
        String body = "a4 656d6c6b656d 590440" + Bodies.counting(1_088).hex()
                + "66783235353139 5820HASH 686665617475726573 81 6178 6876657273696f6e73 82 01 1818";
        assertEquals(hello, decode(1, Bodies.hex(body)));
        assertArrayEquals(Bodies.hex(body), FrameCodec.encode(hello));
        Bodies.assertRefused(
                "what is for ML-KEM is neither a key nor a ciphertext",
                () -> decode(1, Bodies.hex(body.replaceFirst("590440..", "59043f"))));
        Bodies.assertRefused(
                "an X25519 key has not 32 bytes",
                () -> decode(
                        1,
                        Bodies.hex(body.replace(
                                "5820HASH", "581f" + Bodies.HASH.hex().substring(2)))));
        Bodies.assertRefused(
                "\"versions\" is missing or of a wrong kind",
                () -> decode(1, Bodies.hex(body.replace("82 01 1818", "01"))));
        Bodies.assertRefused(
                "\"versions\" is missing or of a wrong kind",
                () -> decode(1, Bodies.hex(body.replace("82 01 1818", "82 01 60"))));
        Bodies.assertRefused(
                "\"features\" is missing or of a wrong kind",
                () -> decode(1, Bodies.hex(body.replace("81 6178", "81 01"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2  | ''                                                     | less than it says
                    2  | a0                                                     | "name" is missing or of a wrong kind
                    2  | a1 646e616d65 00                                       | "name" is missing or of a wrong kind
                    2  | a1 646e616d65 4161                                     | "name" is missing or of a wrong kind
                    2  | a1 644e616d65 60                                       | "name" is missing or of a wrong kind
                    2  | a1 646e616d65 60 00                                    | more than a map
                    2  | a1 646e616d65 62c080                                   | a text that is not UTF-8
                    2  | a2 616100 616100                                       | keys that are not in order, or not different
                    3  | a1 65636861696e 50ID                                   | a chain without a proof
                    3  | a2 65636861696e 50ID 6570726f6f66 50ID                 | a proof has not 32 bytes
                    3  | a2 65636861696e 5820HASH 6570726f6f66 5820HASH         | a chain's id has not 16 bytes
                    3  | a1 6570726f6f66 40                                     | a proof has not 32 bytes
                    3  | a1 6570726f6f66 f4                                     | "proof" is missing or of a wrong kind
                    4  | a1 626964 50ID                                         | "text" is missing or of a wrong kind
                    4  | a1 6474657874 626869                                   | "id" is missing or of a wrong kind
                    4  | a2 626964 5820HASH 6474657874 626869                   | an id has not 16 bytes
                    4  | a2 626964 70ID 6474657874 626869                       | "id" is missing or of a wrong kind
                    4  | a2 626964 50ID 6474657874 426869                       | "text" is missing or of a wrong kind
                    4  | a3 626964 50ID 6466726f6d 60 6474657874 60             | "from" is missing or of a wrong kind
                    4  | a3 626964 50ID 6466726f6d a0 6474657874 60             | "address" is missing or of a wrong kind
                    4  | a3 626964 50ID 6466726f6d a1 6761646472657373 60 6474657874 60 | "name" is missing or of a wrong kind
                    5  | a0                                                     | "id" is missing or of a wrong kind
                    5  | a2 626964 50ID 626f66 02                               | "held" is missing or of a wrong kind
                    5  | a2 626964 50ID 6468656c64 02                           | "of" is missing or of a wrong kind
                    5  | a3 626964 50ID 626f66 01 6468656c64 02                 | more guests hold a text than it was relayed to
                    5  | a3 626964 50ID 626f66 1a80000000 6468656c64 02         | "of" is missing or of a wrong kind
                    5  | a3 626964 50ID 626f66 02 6468656c64 f5                 | "held" is missing or of a wrong kind
                    6  | a1 646d6f7265 f4                                       | "members" is missing or of a wrong kind
                    6  | a1 676d656d62657273 80                                 | "more" is missing or of a wrong kind
                    6  | a2 646d6f7265 00 676d656d62657273 80                   | "more" is missing or of a wrong kind
                    6  | a2 646d6f7265 f4 676d656d62657273 a0                   | "members" is missing or of a wrong kind
                    6  | a2 646d6f7265 f4 676d656d62657273 8101                 | "members" is missing or of a wrong kind
                    6  | a2 646d6f7265 f4 676d656d62657273 81a0                 | "address" is missing or of a wrong kind
                    7  | a2 646e616d65 6162 6761646472657373 6161               | "fingerprint" is missing or of a wrong kind
                    7  | a3 646e616d65 60 6761646472657373 60 6b66696e6765727072696e74 6161 | a fingerprint has not 64 digits
                    8  | a1 646e616d65 6162                                     | "address" is missing or of a wrong kind
                    8  | a1 6761646472657373 6161                               | "name" is missing or of a wrong kind
                    9  | a4 616e 1b0000000100000000 626964 50ID 646e616d65 60 6473697a65 00 | a transfer's number is not below 2^32
                    9  | a3 626964 50ID 646e616d65 60 6473697a65 00             | "n" is missing or of a wrong kind
                    9  | a3 616e 01 646e616d65 60 6473697a65 00                 | "id" is missing or of a wrong kind
                    9  | a3 616e 01 626964 50ID 6473697a65 00                   | "name" is missing or of a wrong kind
                    9  | a3 616e 01 626964 50ID 646e616d65 60                   | "size" is missing or of a wrong kind
                    9  | a4 616e 01 626964 50ID 646e616d65 60 6473697a65 20     | a value of a kind that no body has
                    9  | a4 616e 01 626964 50ID 646e616d65 60 6473697a65 1b8000000000000000 | a number that is too large
                    10 | a1 616e 01                                             | "offset" is missing or of a wrong kind
                    10 | a1 666f6666736574 00                                   | "n" is missing or of a wrong kind
                    10 | a3 616e 01 666f6666736574 05 66736861323536 5820HASH   | a hash without a position
                    10 | a4 616e 01 65756e74696c 09 666f6666736574 05 66736861323536 50ID | a hash has not 32 bytes
                    10 | a4 616e 01 636b6579 50ID 65756e74696c 09 666f6666736574 05 | "hash" is missing or of a wrong kind
                    10 | a4 616e 01 6468617368 50ID 65756e74696c 09 666f6666736574 05 | "key" is missing or of a wrong kind
                    10 | a5 616e 01 636b6579 5820HASH 6468617368 50ID 65756e74696c 09 666f6666736574 05 | a hash's key has not 16 bytes
                    10 | a5 616e 01 636b6579 50ID 6468617368 5820HASH 65756e74696c 09 666f6666736574 05 | a hash under a key has not 16 bytes
                    10 | a6 616e 01 636b6579 50ID 6468617368 50ID 65756e74696c 09 666f6666736574 05 66736861323536 5820HASH | two hashes of the same bytes
                    10 | a3 616e 01 65756e74696c 40 666f6666736574 00           | "until" is missing or of a wrong kind
                    10 | a2 616e 1b0000000100000000 666f6666736574 00           | a transfer's number is not below 2^32
                    11 | a0                                                     | 11
                    12 | a2 616e 01 6574616b656e 00                             | "until" is missing or of a wrong kind
                    12 | a2 616e 01 65756e74696c 00                             | "taken" is missing or of a wrong kind
                    12 | a3 616e 1b0000000100000000 6574616b656e 00 65756e74696c 00 | a transfer's number is not below 2^32
                    13 | a0                                                     | "n" is missing or of a wrong kind
                    13 | a1 616e 1b0000000100000000                             | a transfer's number is not below 2^32
                    13 | a2 616e 01 6473697a65 40                               | "size" is missing or of a wrong kind
                    14 | a1 616e 02                                             | "reason" is missing or of a wrong kind
                    14 | a2 616e 02 66726561736f6e 60                           | a reason is not a word
                    14 | a2 616e 02 66726561736f6e 6141                         | a reason is not a word
                    14 | a2 616e 02 66726561736f6e 62c3a9                       | a reason is not a word
                    14 | a2 616e 1b0000000100000000 66726561736f6e 6161         | a transfer's number is not below 2^32
                    15 | a0                                                     | "n" is missing or of a wrong kind
                    15 | a1 616e 6131                                           | "n" is missing or of a wrong kind
                    15 | a1 616e 1b8000000000000000                             | a number that is too large
                    16 | a1 614e 00                                             | "n" is missing or of a wrong kind
                    17 | a0                                                     | "step" is missing or of a wrong kind
                    17 | a1 6473746570 01                                       | a step without its part
                    17 | a1 6473746570 00                                       | a step without its part
                    17 | a2 6464617461 40 6473746570 00                         | a step without its part
                    17 | a2 6473746570 01 66726561736f6e 6161                   | a step without its part
                    17 | a3 6464617461 40 6473746570 00 66726561736f6e 6161     | a step without its part
                    17 | a3 6464617461 40 6473746570 01 66726561736f6e 6161     | a step without its part
                    17 | a2 6464617461 40 6473746570 05                         | no step of the password question
                    17 | a2 6464617461 40 6473746570 1b0000000100000001         | "step" is missing or of a wrong kind
                    17 | a2 6464617461 60 6473746570 01                         | "data" is missing or of a wrong kind
                    17 | a2 6473746570 00 66726561736f6e 6120                   | a reason is not a word
                    18 | ''                                                     | less than it says
                    18 | 80                                                     | not a map
                    19 | a0                                                     | "reason" is missing or of a wrong kind
                    19 | a1 66726561736f6e 4161                                 | "reason" is missing or of a wrong kind
                    19 | a1 66726561736f6e 6161 00                              | more than a map
                    0  | a0                                                     | 0
                    20 | a0                                                     | 20
                    127 | a0                                                    | 127
                    """)
    void whatThePageDoesNotAllow(int type, String hex, String reason) {
        byte[] body = Bodies.hex(hex);
        Bodies.assertRefused(reason, () -> decode(type, body));
    }

    @Test
    void keysThatAreNotKnownAreIgnored() {
        assertEquals(new Frame.Pong(5), decode(16, Bodies.hex("a3 616e 05 6178 83 f5 a0 4100 617a 617a")));
        assertEquals(new Frame.KeyUpdate(), decode(18, Bodies.hex("a1 6178 00")));
        assertEquals(new Frame.RosterRequest(), decode(6, Bodies.hex("a1 6178 00")));
        Bodies.assertRefused("a value of a kind that no body has", () -> decode(18, Bodies.hex("a1 6178 f6")));
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 200, 255})
    void framesOfLaterVersionsAreNotRead(int type) {
        assertEquals(new Frame.Unknown(type), decode(type, Bodies.hex("ff")));
        assertThrows(IllegalArgumentException.class, () -> FrameCodec.encode(new Frame.Unknown(type)));
    }

    @Test
    void textsAndNamesToTheByte() {
        assertLimit(65_536, text -> new Frame.Text(Bodies.ID, text, Optional.empty()));
        assertLimit(256, Frame.Ready::new);
        assertLimit(1_024, name -> new Frame.Offer(1, Bodies.ID, name, 0));
        assertLimit(64, address -> new Frame.Left(address, ""));
        assertLimit(256, name -> new Frame.Left("", name));
        assertLimit(64, address -> new Frame.Joined(address, "", ""));
        assertLimit(256, name -> new Frame.Joined("", name, ""));
        assertLimit(64, address -> roster(new Frame.Entry(address, "", "", true)));
        assertLimit(256, name -> roster(new Frame.Entry("", name, "", true)));
        assertLimit(64, address -> new Frame.Text(Bodies.ID, "", Optional.of(new Frame.From(address, ""))));
        assertLimit(256, name -> new Frame.Text(Bodies.ID, "", Optional.of(new Frame.From("", name))));
        assertEquals(new Frame.Close("a_z".repeat(10) + "_a"), comesBack(new Frame.Close("a_z".repeat(10) + "_a")));
        assertThrows(IllegalArgumentException.class, () -> new Frame.Close("a".repeat(33)));
        Frame.Challenge most = new Frame.Challenge(2, Optional.of(Bodies.counting(1_024)), Optional.empty());
        assertEquals(most, comesBack(most));
        byte[] more = Bodies.hex("a2 6464617461 590401" + "00".repeat(1_025) + "6473746570 01");
        Bodies.assertRefused("a step of too many bytes", () -> decode(17, more));
    }

    private interface Named {
        Frame of(String text);
    }

    /** One byte more is refused on both sides: as a frame, and in a body that is otherwise the same. */
    private static void assertLimit(int bytes, Named kind) {
        for (String letter : List.of("a", "é", "\u6c34", "\ud83d\ude00")) {
            int size = Check.utf8(letter);
            String most = letter.repeat(bytes / size) + "a".repeat(bytes % size);
            Frame frame = kind.of(most);
            assertEquals(frame, comesBack(frame));
            assertThrows(IllegalArgumentException.class, () -> kind.of(most + "a"));
            assertThrows(IllegalArgumentException.class, () -> kind.of(letter.repeat(bytes / size + 1)));
        }
        assertThrows(IllegalArgumentException.class, () -> kind.of("\ud83d"));
        assertThrows(IllegalArgumentException.class, () -> kind.of("\ude00a"));

        Frame frame = kind.of("a".repeat(bytes));
        String right = hex(FrameCodec.encode(frame));
        String longer = right.replace(head(bytes) + "61".repeat(bytes), head(bytes + 1) + "61".repeat(bytes + 1));
        assertFalse(longer.equals(right));
        String refusal = Bodies.assertRefused(() -> decode(frame.type(), Bodies.hex(longer)))
                .getMessage();
        assertTrue(refusal.endsWith(" has more than " + bytes + " bytes"), refusal);
    }

    private static Frame.Roster roster(Frame.Entry member) {
        return new Frame.Roster(List.of(member), false);
    }

    private static Frame comesBack(Frame frame) {
        return decode(frame.type(), FrameCodec.encode(frame));
    }

    private static String hex(byte[] bytes) {
        return Bytes.of(bytes).hex();
    }

    /** The head of a text of 24 bytes or more. */
    private static String head(int bytes) {
        String form = bytes < 256 ? "78%02x" : bytes < 65_536 ? "79%04x" : "7a%08x";
        return String.format(Locale.ROOT, form, bytes);
    }

    @Test
    void whatNoFrameIs() {
        Optional<Bytes> none = Optional.empty();
        List<Runnable> wrong = List.of(
                () -> new Frame.Hello(List.of(-1L), List.of(), Bodies.HASH, Bodies.counting(1_088)),
                () -> new Frame.Hello(List.of(1L), List.of("\ud800"), Bodies.HASH, Bodies.counting(1_088)),
                () -> new Frame.Resume(Optional.of(Bodies.ID), none),
                () -> new Frame.Relayed(-1, 2),
                () -> new Frame.Relayed(3, 2),
                () -> new Frame.Roster(Collections.nCopies(2_001, new Frame.Entry("", "", "", false)), false),
                () -> new Frame.Joined("", "", "ab"),
                () -> new Frame.Offer(1L << 32, Bodies.ID, "", 0),
                () -> new Frame.Offer(-1, Bodies.ID, "", 0),
                () -> new Frame.Offer(1, Bodies.HASH, "", 0),
                () -> new Frame.Offer(1, Bodies.ID, "", -1),
                () -> new Frame.Answer(1, -1, Optional.empty(), Optional.empty()),
                () -> new Frame.Answer(1, 0, Optional.empty(), Optional.of(-1L)),
                () -> new Frame.Answer(1, 1, Optional.of(new Frame.Prefix.Sha256(Bodies.HASH)), Optional.empty()),
                () -> new Frame.Prefix.Sha256(Bodies.ID),
                () -> new Frame.Prefix.Keyed(Bodies.ID, Bodies.HASH),
                () -> new Frame.Prefix.Keyed(Bodies.HASH, Bodies.ID),
                () -> new Frame.Credit(1, -1, 0),
                () -> new Frame.Credit(1, 0, -1),
                () -> new Frame.End(1, Optional.of(-1L)),
                () -> new Frame.Cancel(1, ""),
                () -> new Frame.Ping(-1),
                () -> new Frame.Pong(-1),
                () -> new Frame.Challenge(-1, none, Optional.of("busy")),
                () -> new Frame.Challenge(1, none, Optional.of("busy")),
                () -> new Frame.Close("Closed"),
                () -> new Frame.Unknown(127),
                () -> new Frame.Unknown(256));
        for (int i = 0; i < wrong.size(); i++) {
            assertThrows(IllegalArgumentException.class, wrong.get(i)::run, "number " + i);
        }
    }

    @Test
    void theLargestFramesFitARecord() {
        Frame.From author = new Frame.From("a".repeat(64), "n".repeat(256));
        assertFits(new Frame.Text(Bodies.ID, "t".repeat(65_536), Optional.of(author)));
        Frame.Entry member = new Frame.Entry("a".repeat(64), "n".repeat(256), Bodies.FINGERPRINT, false);
        assertFits(new Frame.Roster(Collections.nCopies(160, member), true));
    }

    private static void assertFits(Frame frame) {
        int bare = 1 + FrameCodec.encode(frame).length + 1;
        int padded = (bare + 255) / 256 * 256;
        assertTrue(padded <= MAX_PLAINTEXT, frame + " makes " + padded);
    }

    @Test
    void framesShowNothingOfTheirUsers() {
        String user = "Zoë";
        Bytes id = Bytes.random(16);
        Bytes hash = Bytes.random(32);
        Optional<Frame.From> author = Optional.of(new Frame.From(user, user));
        List<Object> frames = List.of(
                new Frame.Hello(List.of(1L), List.of(user), hash, Bytes.random(1_088)),
                new Frame.Ready(user),
                new Frame.Resume(Optional.of(id), Optional.of(hash)),
                new Frame.Text(id, user, author),
                author,
                new Frame.Ack(id, Optional.empty()),
                new Frame.Roster(List.of(new Frame.Entry(user, user, Bodies.FINGERPRINT, true)), false),
                new Frame.Entry(user, user, Bodies.FINGERPRINT, true),
                new Frame.Joined(user, user, Bodies.FINGERPRINT),
                new Frame.Left(user, user),
                new Frame.Offer(1, id, user, 5),
                new Frame.Answer(1, 1, Optional.of(new Frame.Prefix.Sha256(hash)), Optional.of(2L)),
                new Frame.Answer(1, 1, Optional.of(new Frame.Prefix.Keyed(id, id)), Optional.of(2L)),
                new Frame.End(1, Optional.of(5L)),
                new Frame.Challenge(1, Optional.of(hash), Optional.empty()));
        for (Object frame : frames) {
            String shown = frame.toString();
            for (String secret : List.of(user, id.hex(), hash.hex(), Bodies.FINGERPRINT)) {
                assertFalse(shown.contains(secret), shown);
            }
        }
    }
}
