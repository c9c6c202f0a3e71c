package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines of UTF-8, each of a limited size; the ends may be those of Windows. */
public final class TextLines {
    /** The protocol's bound for a text, in bytes of UTF-8. */
    public static final int MAX_TEXT = 64 << 10;

    private final InputStream in;
    private final int limit;
    private byte[] bytes = new byte[1_024];
    private int number;

    /** Reads lines of so many bytes at most. */
    public TextLines(InputStream in, int limit) {
        this.in = new BufferedInputStream(in);
        this.limit = limit;
    }

    /** Which line was the last, from 1. */
    public int number() {
        return number;
    }

    /**
     * The next line without its end, or null after the last.
     *
     * @throws CtlException where it is too long, or not UTF-8
     */
    public String next() {
        int length = 0;
        try {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            number++;
            for (; b >= 0 && b != '\n'; b = in.read()) {
                // One more than the limit, as it may be the carriage return of the line's end.
                if (length > limit) {
                    throw tooLong();
                }
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, length * 2);
                }
                bytes[length++] = (byte) b;
            }
        } catch (IOException e) {
            throw new CtlException(Exit.SAID_NO, "standard input cannot be read: " + e.getMessage());
        }
        if (length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        if (length > limit) {
            throw tooLong();
        }
        return decoded(length);
    }

    private CtlException tooLong() {
        return CtlException.usage("line " + number + " of standard input is longer than " + limit
                + " bytes: cut it, or send it as a file with 'usi-ctl sendfile -'");
    }

    private String decoded(int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw CtlException.usage(
                    "line " + number + " of standard input is not UTF-8: convert it, for example with iconv");
        }
    }
}
