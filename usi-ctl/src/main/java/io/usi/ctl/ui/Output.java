package io.usi.ctl.ui;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Standard output: results, in UTF-8, flushed with each line. */
public final class Output {
    private final OutputStream stream;

    /** Writes to a stream. */
    public Output(OutputStream stream) {
        this.stream = stream;
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
        write((text + "\n").getBytes(StandardCharsets.UTF_8));
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
