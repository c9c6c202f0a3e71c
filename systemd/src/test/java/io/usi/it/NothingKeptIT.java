package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users say, are called and send is on no disk, however the daemon ends. */
class NothingKeptIT {
    private static final String TEXT = "text-Zq81-of-a-message";
    private static final String NAME = "nameWq47";
    private static final String KEY = "5a5b5c5d5e5f60616263646566676869";
    private static final String CONTENT = "content-Kp93-of-a-file";

    private static final Traces TRACES = new Traces(List.of(TEXT, NAME, KEY, CONTENT, "Z[\\]^_`abcdefghi"));

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"stop", "TERM", "INT", "KILL", "SEGV", "ABRT"})
    void nothingIsLeft(String end) throws Exception {
        Path keyFile = Data.secret(temp.resolve("key"), KEY);
        Path file = Files.writeString(temp.resolve("file.txt"), (CONTENT + "\n").repeat(300_000));
        Place place = new Place(temp, "daemon");
        try (Daemon daemon = place.start("-s", "127.0.0.1", "-p", "0", "--cle", "@" + keyFile, "-d");
                Usi24 one = Usi24.client(temp.resolve("one"), daemon.port(), "--name", NAME, "--cle", KEY);
                Usi24 stalled =
                        Usi24.client(temp.resolve("stalled"), daemon.port(), "--name", "stalled", "--cle", KEY)) {
            one.opened();
            stalled.opened();
            stalled.tell("stall");
            one.say(TEXT);
            daemon.message(TEXT);
            daemon.ctl("send", TEXT);
            one.sendFile(file);
            daemon.offer();
            Await.until(
                    "the file to lie in the spool for the stalled member",
                    () -> daemon.ctl("transfers", "--json").array().stream()
                            .anyMatch(transfer -> "relay".equals(transfer.get("direction"))
                                    && !transfer.get("bytes").equals(0)));
            assertEquals(
                    List.of(), TRACES.in(Traces.openFiles(daemon.child.pid())), "in files that the daemon holds open");

            if (end.equals("stop")) {
                daemon.ctl("stop");
            } else {
                daemon.child.signal(end);
            }
            daemon.child.finish(Duration.ofSeconds(15));
            assertEquals(List.of(), TRACES.in(Traces.filesBelow(place.root)));
            assertFalse(TRACES.in(daemon.log()), daemon::log);
            if (!end.equals("KILL") && !end.equals("SEGV") && !end.equals("ABRT")) {
                assertFalse(Files.exists(place.socket()));
            }
        }
    }

    @Test
    void theSearchFindsWhatIsThere() throws Exception {
        Path planted = Files.writeString(temp.resolve("planted"), "x".repeat(100_000) + TEXT + "x");
        assertEquals(List.of(planted), TRACES.in(Traces.filesBelow(temp)));
    }
}
