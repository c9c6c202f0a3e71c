package io.usi.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A second implementation of USI/3, written from docs/PROTOCOL.md alone: {@code src/test/python/usi3.py}. */
final class Usi3Peer extends PythonPeer {
    private static final String SCRIPT = "usi3.py";

    private Usi3Peer(Child child) {
        super(child);
    }

    static Usi3Peer server(Path folder, String... options) throws IOException, InterruptedException {
        return new Usi3Peer(start(SCRIPT, folder, concat(new String[] {"server"}, options)));
    }

    /** A client of a server on this machine. */
    static Usi3Peer client(Path folder, int port, String... options) throws IOException, InterruptedException {
        return new Usi3Peer(start(SCRIPT, folder, concat(new String[] {"client", Integer.toString(port)}, options)));
    }

    static Result selfTest(Path folder) throws IOException, InterruptedException {
        try (Child test = start(SCRIPT, folder, "selftest")) {
            return test.finish(Duration.ofMinutes(2));
        }
    }

    int port() {
        return (Integer) next("listening").get("port");
    }

    Map<String, Object> hears(String text) {
        return next("text", event -> text.equals(event.get("text")));
    }

    void say(String text) {
        tell("text", Map.of("text", text));
    }
}
