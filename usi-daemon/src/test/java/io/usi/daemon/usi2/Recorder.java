package io.usi.daemon.usi2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.usi.daemon.Loopback;
import io.usi.daemon.session.Author;
import io.usi.daemon.session.Member;
import io.usi.daemon.session.SessionHandler;
import io.usi.daemon.transfer.Inbound;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hears what a session reports. */
final class Recorder implements SessionHandler {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    volatile Inbound nextFile;
    volatile Optional<char[]> password = Optional.empty();
    volatile List<Member> members = List.of();

    @Override
    public void text(String text) {
        heard.add("text " + text);
    }

    @Override
    public void relayed(Author author, String text) {
        heard.add("relayed " + author.shown() + " " + text);
    }

    @Override
    public void joined(Author author, String fingerprint) {
        heard.add("joined " + author.shown() + " " + fingerprint);
    }

    @Override
    public void left(Author author) {
        heard.add("left " + author.shown());
    }

    @Override
    public void notice(String text) {
        heard.add("notice " + text);
    }

    @Override
    public void undecipherable() {
        heard.add("undecipherable");
    }

    @Override
    public Inbound file(String name, long size) {
        heard.add("file " + name + " " + size);
        return nextFile;
    }

    @Override
    public CompletableFuture<Optional<char[]>> challenged() {
        heard.add("challenged");
        return CompletableFuture.completedFuture(password.map(char[]::clone));
    }

    @Override
    public List<Member> members() {
        return members;
    }

    /** Waits for the next report, which must be this one. */
    void expect(String report) throws InterruptedException {
        String next = heard.poll(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertNotNull(next, "nothing was heard instead of: " + report);
        assertEquals(report, next);
    }

    /** Nothing was reported that nobody expected. */
    void expectNoMore() {
        assertNull(heard.poll());
    }
}
