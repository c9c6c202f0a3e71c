package io.usi.ctl.ui;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;

/** Standard output: results, flushed with each line. A program gets UTF-8, whatever the locale; a terminal what it can show. */
public final class Output {
    private final OutputStream stream;
    private final Charset charset;

    /**
     * Writes to a stream.
     *
     * @param charset of lines; what it lacks becomes a question mark
     */
    public Output(OutputStream stream, Charset charset) {
        this.stream = stream;
        this.charset = charset;
    }

    /** Nobody reads any more ({@code usi-ctl recv | head -1}): a quiet end. */
    public static final class Closed extends CtlException {
        private static final long serialVersionUID = 1L;

        Closed() {
            super(Exit.DONE, "standard output is closed");
        }
    }

    /** Writes a line; what peers said in it must have gone through {@link SafeText}. */
    public void line(String text) {
        write((text + "\n").getBytes(charset));
    }

    /** Writes bytes as they are. */
    public void bytes(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        write(array);
    }

    private void write(byte[] bytes) {
        try {
            stream.write(bytes);
            stream.flush();
        } catch (IOException e) {
            String reason = e.getMessage();
            if ("Broken pipe".equals(reason) || "Pipe closed".equals(reason) || "Stream closed".equals(reason)) {
                throw new Closed();
            }
            throw new CtlException(
                    Exit.SAID_NO, "standard output cannot be written: " + reason + ": make room, or write elsewhere");
        }
    }
}
