package io.usi.ctl.verify;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.Streams;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.PasswordPrompt;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Terminal;
import io.usi.ctl.ui.Wrap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A conversation with the person at the terminal: standard error says and asks, standard input answers. */
final class Talk {
    private static final Texts TEXTS = Texts.of(Talk.class);
    private static final int MAX_LINE = 4_096;

    private final Streams streams;
    private final int columns;

    Talk(Streams streams) {
        this.streams = streams;
        columns = streams.terminal().is(Terminal.ERROR) ? streams.terminal().width() : Integer.MAX_VALUE;
    }

    /** Says something of one or more lines; nothing in it can do anything to the terminal. */
    void say(String text) {
        for (String said : text.split("\n", -1)) {
            String line = SafeText.line(said);
            int margin = line.length() - line.stripLeading().length();
            streams.err().println(line.substring(0, margin) + Wrap.under(line.substring(margin), margin, columns));
        }
        streams.err().flush();
    }

    /** Shows a line of a picture, which may hold escape sequences. */
    void draw(String line) {
        streams.err().println(line);
        streams.err().flush();
    }

    /**
     * Asks for a line.
     *
     * @return without blanks around it; may be empty
     * @throws CtlException where there is no more input
     */
    String ask(String prompt) {
        streams.err().print(SafeText.line(prompt) + " ");
        streams.err().flush();
        byte[] line = new byte[MAX_LINE];
        int length = 0;
        try {
            int b = streams.in().read();
            if (b < 0) {
                streams.err().println();
                throw nothing();
            }
            for (; b >= 0 && b != '\n'; b = streams.in().read()) {
                if (length < MAX_LINE) {
                    line[length++] = (byte) b;
                }
            }
        } catch (IOException e) {
            throw new CtlException(Exit.SAID_NO, TEXTS.get("talk.input", e.getMessage()));
        }
        return new String(line, 0, length, StandardCharsets.UTF_8).strip();
    }

    /** Asks for a password that both know; its taker wipes it. */
    char[] askPassword() {
        return PasswordPrompt.read(streams.in(), streams.err(), TEXTS.get("password.prompt"), true);
    }

    /** The person gave up, and nothing has changed. */
    static CtlException nothing() {
        return new GaveUp(TEXTS.get("talk.nothing"));
    }

    /** The person gave up. */
    static final class GaveUp extends CtlException {
        private static final long serialVersionUID = 1L;

        GaveUp(String message) {
            super(Exit.SAID_NO, message);
        }
    }

    static void wipe(char[] password) {
        Arrays.fill(password, '\0');
    }
}
