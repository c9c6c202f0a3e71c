package io.usi.daemon.usi3.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.function.Executable;

/** Bodies written by hand, and frames to compare them with. */
final class Bodies {
    static final Bytes ID = counting(16);
    static final Bytes HASH = counting(32);
    static final String FINGERPRINT = "ab".repeat(32);

    private Bodies() {}

    /** Every kind of frame, most of them in every form. */
    static List<Frame> frames() {
        List<Frame> frames = new ArrayList<>();
        frames.add(new Frame.Hello(List.of(1L, 2L), List.of("x"), HASH, counting(1_184)));
        frames.add(new Frame.Hello(List.of(1L), List.of(), HASH, counting(1_088)));
        frames.add(new Frame.Ready("Zoë"));
        frames.add(new Frame.Ready(""));
        frames.add(new Frame.Resume(Optional.empty(), Optional.empty()));
        frames.add(new Frame.Resume(Optional.empty(), Optional.of(HASH)));
        frames.add(new Frame.Resume(Optional.of(ID), Optional.of(HASH)));
        frames.add(new Frame.Text(ID, "Bonjour \uD83D\uDE00\n", Optional.empty()));
        frames.add(new Frame.Text(ID, "", Optional.of(new Frame.From("192.0.2.7", "Anne"))));
        frames.add(new Frame.Ack(ID, Optional.empty()));
        frames.add(new Frame.Ack(ID, Optional.of(new Frame.Relayed(2, 300))));
        frames.add(new Frame.RosterRequest());
        frames.add(new Frame.Roster(List.of(), false));
        frames.add(new Frame.Roster(
                List.of(
                        new Frame.Entry("192.0.2.7", "Anne", FINGERPRINT, false),
                        new Frame.Entry("2001:db8::1", "", "", true)),
                true));
        frames.add(new Frame.Joined("192.0.2.7", "Anne", FINGERPRINT));
        frames.add(new Frame.Left("192.0.2.7", "Anne"));
        frames.add(new Frame.Offer(4_294_967_295L, ID, "a file.txt", Long.MAX_VALUE));
        frames.add(new Frame.Answer(1, 0, Optional.empty(), Optional.empty()));
        frames.add(new Frame.Answer(1, 0, Optional.empty(), Optional.of(65_536L)));
        frames.add(new Frame.Answer(1, 24, Optional.of(new Frame.Prefix.Sha256(HASH)), Optional.of(4_294_967_296L)));
        frames.add(new Frame.Answer(1, 24, Optional.of(new Frame.Prefix.Keyed(ID, ID)), Optional.of(0L)));
        frames.add(new Frame.Credit(1, 255, 256));
        frames.add(new Frame.End(1, Optional.of(5L)));
        frames.add(new Frame.End(1, Optional.empty()));
        frames.add(new Frame.Cancel(2, "refused"));
        frames.add(new Frame.Ping(Long.MAX_VALUE));
        frames.add(new Frame.Pong(0));
        frames.add(new Frame.Challenge(1, Optional.of(counting(324)), Optional.empty()));
        frames.add(new Frame.Challenge(4, Optional.of(HASH), Optional.empty()));
        frames.add(new Frame.Challenge(0, Optional.empty(), Optional.of("busy")));
        frames.add(new Frame.KeyUpdate());
        frames.add(new Frame.Close("stopping"));
        return frames;
    }

    /** As many bytes, counting up from 0. */
    static Bytes counting(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) i;
        }
        return Bytes.of(bytes);
    }

    /** Reads hexadecimal with spaces, in which {@code ID} and {@code HASH} stand for those bytes. */
    static byte[] hex(String hex) {
        return HexFormat.of()
                .parseHex(
                        hex.replace("ID", ID.hex()).replace("HASH", HASH.hex()).replace(" ", ""));
    }

    /** Asserts that this is refused as the peer's fault. */
    static UsiException assertRefused(Executable reading) {
        UsiException e = assertThrows(UsiException.class, reading);
        assertEquals(ErrorCode.PROTOCOL, e.code());
        return e;
    }

    /** Asserts that this is refused as the peer's fault, and for that reason. */
    static void assertRefused(String reason, Executable reading) {
        String message = assertRefused(reading).getMessage();
        assertTrue(message.startsWith("the peer sent a ") && message.endsWith(" " + reason), message);
    }
}
