package io.usi.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A peer that speaks USI-lite: {@code src/test/python/usilite.py}, driven by its standard input. Closing kills it. */
final class UsiLite extends PythonPeer {
    private static final String SCRIPT = "usilite.py";

    private UsiLite(Child child) {
        super(child);
    }

    static UsiLite server(Path folder, String... options) throws IOException, InterruptedException {
        return new UsiLite(start(SCRIPT, folder, concat(new String[] {"server"}, options)));
    }

    /** A client of a server on this machine; the connection is open. */
    static UsiLite client(Path folder, int port, String... options) throws IOException, InterruptedException {
        UsiLite client =
                new UsiLite(start(SCRIPT, folder, concat(new String[] {"client", Integer.toString(port)}, options)));
        client.next("open");
        return client;
    }

    /** The port that a server listens on. */
    int port() {
        return (Integer) next("listening").get("port");
    }

    /** Takes the message, relayed message or system line with a text; waits for it. */
    Map<String, Object> hears(String type, String text) {
        return next(type, event -> text.equals(event.get("text")));
    }

    void say(String text) {
        tell("say", Map.of("text", text));
    }
}
