package io.usi.ctl.command;

import io.usi.ctl.Ctl;
import io.usi.ctl.FakeDaemon;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A test with a daemon on a real socket. */
@Timeout(60)
abstract class DaemonTest {
    static final String HARMFUL = "al\u001b[2Jice";
    static final String SHOWN = "al\\u{1b}[2Jice";

    @TempDir
    Path temporary;

    FakeDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = new FakeDaemon(temporary.resolve("control.sock"));
    }

    @AfterEach
    void end() throws IOException {
        daemon.close();
    }

    Ctl ctl() {
        return Ctl.at(daemon.socket());
    }

    Ctl.Result run(String... arguments) {
        return ctl().run(arguments);
    }
}
