package io.usi.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A peer that behaves like USI 2.4: {@code src/test/python/usi24.py}, driven by its standard input. Closing kills it. */
final class Usi24 extends PythonPeer {
    private static final String SCRIPT = "usi24.py";

    private Usi24(Child child) {
        super(child);
    }

    /** A server; {@code folder} takes the files that it gets. */
    static Usi24 server(Path folder, String... options) throws IOException, InterruptedException {
        return start(folder, "server", options);
    }

    /** A client of a server on this machine. */
    static Usi24 client(Path folder, int port, String... options) throws IOException, InterruptedException {
        return start(folder, "client", concat(new String[] {Integer.toString(port)}, options));
    }

    /**
     * A client that has heard its peer's name. Where several join, one comes after the other: USI 2.4 cannot read two
     * texts that come in one piece, such as its peer's name and that of a newcomer.
     */
    static Usi24 joined(Path folder, int port, String... options) throws IOException, InterruptedException {
        Usi24 client = client(folder, port, options);
        client.opened();
        return client;
    }

    /** Checks the peer itself against the vectors. */
    static Result selfTest(Path vectors) throws IOException, InterruptedException {
        try (Child test = start(SCRIPT, vectors.getParent(), "selftest", vectors.toString())) {
            return test.finish(Duration.ofSeconds(60));
        }
    }

    private static Usi24 start(Path folder, String role, String... options) throws IOException, InterruptedException {
        return new Usi24(start(SCRIPT, folder, concat(new String[] {role}, options)));
    }

    /** Takes the message or relayed message with a text; waits for it. */
    Map<String, Object> hears(String type, String text) {
        return next(type, event -> text.equals(event.get("text")));
    }

    /** The port that a server listens on. */
    int port() {
        return (Integer) next("listening").get("port");
    }

    /** Waits until a session is open and the names are known; returns the event with the fingerprint. */
    Map<String, Object> opened() {
        Map<String, Object> open = next("open");
        next("name");
        return open;
    }

    void say(String text) {
        tell("say", Map.of("text", text));
    }

    /** Offers a file, and with it, as USI 2.4 does, sends it. */
    void sendFile(Path file) {
        tell("file", Map.of("path", file.toString()));
    }
}
