package io.usi.daemon.foreign;

import io.usi.daemon.net.RateLimit;
import io.usi.daemon.session.Author;
import io.usi.daemon.session.Names;
import io.usi.daemon.session.SessionHandler;
import io.usi.plugin.PeerProtocol;
import io.usi.plugin.PeerProtocol.Heard;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/**
 * Checks what a plugin says that its peer said, slows a flood down, and hands it to the room; nothing any more once the session
 * is over. For any thread, as a plugin may use several.
 */
final class HeardByRoom implements Heard {
    private static final int TEXT_LIMIT = 65_536;
    private static final int ADDRESS_LIMIT = 64;
    /** Texts a second that one peer may give, of so many characters. */
    private static final double RATE = 4.5;

    private static final double BURST = 64;
    private static final int CHARACTERS = 1_024;

    private final SessionHandler handler;
    private final RateLimit rate = new RateLimit(BURST, RATE);
    private boolean over;

    HeardByRoom(SessionHandler handler) {
        this.handler = handler;
    }

    @Override
    public void text(String text) {
        say(text, handler::text);
    }

    @Override
    public void relayed(PeerProtocol.Author author, String text) {
        Author known = author(author);
        say(text, said -> handler.relayed(known, said));
    }

    @Override
    public void joined(PeerProtocol.Author author) {
        Author known = author(author);
        tell(1, () -> handler.joined(known, ""));
    }

    @Override
    public void left(PeerProtocol.Author author) {
        Author known = author(author);
        tell(1, () -> handler.left(known));
    }

    @Override
    public void notice(String text) {
        say(text, handler::notice);
    }

    private interface Sentence {
        void reaches(String text);
    }

    private void say(String text, Sentence sentence) {
        int end = Math.min(text.length(), TEXT_LIMIT);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        // A lone surrogate could not be told to anybody else.
        String said = new String(text.substring(0, end).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        if (!said.isEmpty()) {
            tell(1 + said.length() / CHARACTERS, () -> sentence.reaches(said));
        }
    }

    private void tell(int amount, Runnable what) {
        long nanos;
        synchronized (rate) {
            nanos = rate.take(amount);
        }
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
        synchronized (this) {
            if (!over) {
                what.run();
            }
        }
    }

    private static Author author(PeerProtocol.Author author) {
        return new Author(Names.oneLine(author.host(), ADDRESS_LIMIT), Names.clean(author.name()));
    }

    /** Whatever comes now is not heard. */
    synchronized void close() {
        over = true;
    }
}
