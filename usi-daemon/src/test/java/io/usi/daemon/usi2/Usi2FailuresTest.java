package io.usi.daemon.usi2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usi.daemon.Loopback;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Usi2FailuresTest {
    /** The end of the first is told by nothing but its tag; what follows is cut inside its head. */
    @Test
    void aMessageIsNotLostWithTheCutOneBehindIt() throws Exception {
        for (String first : new String[] {"abc", "abcd", ""}) {
            for (int cut = 1; cut < MessageCodec.HEAD; cut++) {
                byte[] secret = new byte[16];
                try (Loopback wire = Loopback.open();
                        MessageReader reader = new MessageReader(
                                wire.connection(), new MessageCodec(new SessionKey(secret.clone(), NonceForm.CUT)));
                        MessageCodec peer = new MessageCodec(new SessionKey(secret.clone(), NonceForm.CUT))) {
                    OutputStream out = wire.left().getOutputStream();
                    byte[] both = Arrays.copyOf(peer.seal(first), peer.seal(first).length + cut);
                    System.arraycopy(peer.seal("second"), 0, both, both.length - cut, cut);
                    out.write(both);
                    wire.left().shutdownOutput();
                    assertEquals(new MessageReader.Item.Message(first), reader.next(5_000), first + " " + cut);
                    assertEquals(new MessageReader.Item.Undecipherable(cut), reader.next(5_000));
                    assertEquals(new MessageReader.Item.End(), reader.next(5_000));
                }
            }
        }
    }
}
