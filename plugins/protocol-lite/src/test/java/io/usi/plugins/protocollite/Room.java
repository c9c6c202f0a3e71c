package io.usi.plugins.protocollite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usi.plugin.PeerProtocol.Author;
import io.usi.plugin.PeerProtocol.Heard;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down what a session heard: {@code KIND host|text}. */
final class Room implements Heard {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public void text(String text) {
        heard.add("text " + text);
    }

    @Override
    public void relayed(Author author, String text) {
        heard.add("relayed " + author.host() + author.name() + "|" + text);
    }

    @Override
    public void joined(Author author) {
        heard.add("joined " + author.host() + author.name());
    }

    @Override
    public void left(Author author) {
        heard.add("left " + author.host() + author.name());
    }

    @Override
    public void notice(String text) {
        heard.add("notice " + text);
    }

    /** Waits for the next. */
    String next() throws InterruptedException {
        return Objects.requireNonNull(heard.poll(10, TimeUnit.SECONDS), "nothing more was heard");
    }

    void hears(String... expected) throws InterruptedException {
        for (String one : expected) {
            assertEquals(one, next());
        }
    }

    boolean isEmpty() {
        return heard.isEmpty();
    }
}
