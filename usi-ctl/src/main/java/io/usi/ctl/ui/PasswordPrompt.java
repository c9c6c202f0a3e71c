package io.usi.ctl.ui;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.Interrupt;
import io.usi.ctl.text.Sentences;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a password: one line of standard input, which a terminal does not show. */
public final class PasswordPrompt {
    private static final int MAX_BYTES = 4_096;

    private PasswordPrompt() {}

    /**
     * Asks and reads.
     *
     * @param prompt what a terminal shows
     * @param terminal whether standard input is one
     * @return the password, at least one character; the caller wipes it
     */
    public static char[] read(InputStream in, PrintStream err, String prompt, boolean terminal) {
        if (!terminal) {
            return line(in);
        }
        String settings = Stty.run("-g");
        if (settings == null) {
            throw visible();
        }
        try {
            return Interrupt.during(() -> unseen(in, err, prompt), () -> Stty.run(settings));
        } finally {
            Stty.run(settings);
            err.println();
        }
    }

    private static char[] unseen(InputStream in, PrintStream err, String prompt) {
        if (Stty.run("-echo") == null) {
            throw visible();
        }
        err.print(Sentences.translated(prompt + ":") + " ");
        err.flush();
        return line(in);
    }

    private static CtlException visible() {
        return new CtlException(
                Exit.SAID_NO, "this terminal cannot hide what is typed: give the password on standard input");
    }

    private static char[] line(InputStream in) {
        byte[] bytes = new byte[MAX_BYTES + 1];
        int length = 0;
        try {
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                if (length == MAX_BYTES) {
                    throw CtlException.usage("the password is longer than " + MAX_BYTES + " bytes: use a shorter one");
                }
                bytes[length++] = (byte) b;
            }
            if (length > 0 && bytes[length - 1] == '\r') {
                length--;
            }
            return decoded(ByteBuffer.wrap(bytes, 0, length));
        } catch (IOException e) {
            throw new CtlException(Exit.SAID_NO, "standard input cannot be read: " + e.getMessage());
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static char[] decoded(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            throw CtlException.usage("there is no password: give it as a line of standard input");
        }
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes);
            char[] password = new char[decoded.length()];
            decoded.get(password);
            Arrays.fill(decoded.array(), '\0');
            return password;
        } catch (CharacterCodingException e) {
            throw CtlException.usage("the password is not UTF-8: give it as a line of UTF-8");
        }
    }
}
