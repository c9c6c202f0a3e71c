package io.usi.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.usi.daemon.session.Author;
import io.usi.daemon.session.Member;
import io.usi.daemon.session.PasswordAnswer;
import io.usi.daemon.session.Reach;
import io.usi.daemon.session.SessionHandler;
import io.usi.daemon.transfer.Inbound;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hears what a session reports. */
public final class Recorder implements SessionHandler {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    public volatile CompletableFuture<Optional<Reach>> reach = CompletableFuture.completedFuture(Optional.empty());
    public volatile Inbound nextFile;
    public volatile Optional<char[]> password = Optional.empty();
    /** Whether the user takes their time over a password question. */
    public volatile boolean undecided;

    public volatile List<Member> members = List.of();

    @Override
    public CompletableFuture<Optional<Reach>> text(String text) {
        heard.add("text " + text);
        return reach;
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
    public CompletableFuture<Optional<PasswordAnswer>> challenged() {
        heard.add("challenged");
        if (undecided) {
            return new CompletableFuture<>();
        }
        return CompletableFuture.completedFuture(
                password.map(given -> new PasswordAnswer(Optional.empty(), given.clone(), false)));
    }

    @Override
    public void challengeEnded(PasswordAnswer answer, boolean match) {
        heard.add("challenge " + match);
    }

    @Override
    public List<Member> members() {
        return members;
    }

    /** Waits for the next report, which must be this one. */
    public void expect(String report) throws InterruptedException {
        String next = heard.poll(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertNotNull(next, "nothing was heard instead of: " + report);
        assertEquals(report, next);
    }

    /** What is reported next, or null where nothing is by now. */
    public String poll() {
        return heard.poll();
    }

    /** Nothing was reported that nobody expected. */
    public void expectNoMore() {
        assertNull(heard.poll());
    }
}
