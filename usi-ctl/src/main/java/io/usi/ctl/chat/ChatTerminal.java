package io.usi.ctl.chat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.impl.PosixSysTerminal;

/** The terminal that controls this process. */
final class ChatTerminal extends PosixSysTerminal {
    /** What JLine would write into the middle of the screen. Held, as loggers that nobody holds are forgotten. */
    private static final Logger LOG = Logger.getLogger("org.jline");

    private final KnownPty known;

    private ChatTerminal(String type, KnownPty pty, Charset input, Charset output) throws IOException {
        super("usi-ctl", type, pty, output, input, output, true, SignalHandler.SIG_DFL);
        known = pty;
        // A handler that does nothing: what each signal means is in raise.
        handle(Signal.WINCH, signal -> {});
        handle(Signal.CONT, signal -> {});
    }

    /** Opens it. What is typed into one that claims to know ASCII alone may well be UTF-8. */
    static ChatTerminal open(Map<String, String> environment, Charset charset) throws IOException {
        LOG.setLevel(Level.OFF);
        Charset input = charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
        return new ChatTerminal(environment.get("TERM"), new KnownPty(), input, charset);
    }

    @Override
    public void raise(Signal signal) {
        if (signal == Signal.WINCH) {
            known.forgetSize();
        } else if (signal == Signal.CONT) {
            // The shell had the terminal meanwhile.
            known.forget();
        }
        super.raise(signal);
    }
}
