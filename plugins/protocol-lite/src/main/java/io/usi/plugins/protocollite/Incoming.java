package io.usi.plugins.protocollite;

import io.usi.plugin.PeerProtocol.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * What a connection's reads hold, as text. A character that is cut at the end of one read begins the next one's text;
 * what is no UTF-8 becomes U+FFFD.
 */
final class Incoming {
    /** The most that one message holds, in bytes; more is the next one. Each session, idle or not, has so much memory. */
    static final int SIZE = 16 * 1024;

    private final Wire wire;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final byte[] bytes = new byte[SIZE];
    private int kept;

    Incoming(Wire wire) {
        this.wire = wire;
    }

    /** The next text, at most {@link #SIZE} characters and not empty; null at the end of the stream. */
    String next() throws IOException {
        while (true) {
            int count = wire.read(bytes, kept, SIZE - kept);
            boolean end = count < 0;
            String text = decode(kept + Math.max(count, 0), end);
            if (!text.isEmpty()) {
                return text;
            }
            if (end) {
                return null;
            }
        }
    }

    private String decode(int length, boolean end) {
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        CharBuffer out = CharBuffer.allocate(length);
        decoder.reset().decode(in, out, end);
        if (end) {
            decoder.flush(out);
        }
        kept = in.remaining();
        System.arraycopy(bytes, in.position(), bytes, 0, kept);
        return out.flip().toString();
    }
}
