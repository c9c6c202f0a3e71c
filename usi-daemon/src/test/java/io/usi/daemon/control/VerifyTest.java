package io.usi.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.usi.daemon.event.Event;
import io.usi.daemon.event.Subscription;
import io.usi.daemon.session.Continuity;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.PasswordAnswer;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.SessionHandler;
import io.usi.daemon.session.Spoken;
import io.usi.daemon.session.SpokenForm;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VerifyTest {
    private static final String FINGERPRINT = "50d858e0985ecc7f60418aaf0cc5ab587f42c2570a884095a9e8ccacd0f6545c";
    private static final String OTHER = "51" + FINGERPRINT.substring(2);

    @TempDir
    Path folder;

    private final Continuity continuity = new Continuity();
    private final Session session = session();
    private Served daemon;
    private Program program;
    private Peer peer;
    private Subscription events;

    @BeforeEach
    void start() throws Exception {
        daemon = new Served(folder);
        program = daemon.program();
        events = daemon.core.events().subscribe(0, type -> type.equals("unverified"));
        peer = daemon.core.peers().add(Peer.Direction.OUT, "127.0.0.1:5", true);
        daemon.core.peers().update(peer, new Peer.State.Open(session, Instant.now()));
    }

    @AfterEach
    void stop() throws Exception {
        program.close();
        daemon.close();
    }

    private void verified() throws Exception {
        program.call("session.verify", Map.of("peer", "p1", "fingerprint", FINGERPRINT));
        assertVerified(true);
    }

    private void assertVerified(boolean is) {
        assertEquals(is ? "verified" : "no", peer.toJson().get("authenticated"));
        Event event = events.poll();
        if (is) {
            assertNull(event);
        } else {
            assertEquals("p1", event.members().get("peer"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xx", "50d8", "z", "usi:fp:50d8", " "})
    void whatCanBeNoFingerprintIsWrongUsageAndChangesNothing(String given) throws Exception {
        verified();
        assertEquals("-32002 usage", program.error("session.verify", Map.of("peer", "p1", "fingerprint", given)));
        assertEquals(
                "-32002 usage",
                program.error("session.verify", Map.of("peer", "p1", "fingerprint", FINGERPRINT.substring(1))));
        assertVerified(true);
    }

    @Test
    void anotherFingerprintTakesTheVerificationBack() throws Exception {
        verified();
        assertEquals("-32005 mismatch", program.error("session.verify", Map.of("peer", "p1", "fingerprint", OTHER)));
        assertVerified(false);
        program.error("session.verify", Map.of("peer", "p1", "fingerprint", OTHER));
        assertNull(events.poll(), "it was not verified any more");
        verified();
    }

    @Test
    void otherWordsTakeTheVerificationBack() throws Exception {
        verified();
        List<String> own = new SpokenForm(FINGERPRINT, Peer.Direction.OUT).words();
        assertEquals("-32002 usage", program.error("session.verify", Map.of("peer", "p1", "words", own)));
        assertVerified(true);
        List<String> swapped = new ArrayList<>(own);
        Collections.swap(swapped, 0, 1);
        assertEquals("-32005 mismatch", program.error("session.verify", Map.of("peer", "p1", "words", swapped)));
        assertVerified(false);
    }

    @Test
    void anotherPasswordTakesTheVerificationBackWhereItWasToVerify() throws Exception {
        verified();
        Map<String, Object> asked = Map.of("peer", "p1", "password", "x");
        assertEquals("-32005 mismatch", program.error("challenge.start", asked));
        assertVerified(true);
        assertEquals(
                "-32005 mismatch",
                program.error("challenge.start", Map.of("peer", "p1", "password", "x", "verify", true)));
        assertVerified(false);
        verified();
        daemon.core.room().host(peer, session);
        assertEquals("p1", events.poll().members().get("peer"), "a peer asked, and was to be verified by that");
        assertEquals(false, continuity.verified());
    }

    /** A session whose peer knows no password, and whose life is one question of that peer's. */
    private Session session() {
        return (Session) Proxy.newProxyInstance(
                Session.class.getClassLoader(),
                new Class<?>[] {Session.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "protocol" -> Spoken.USI3;
                    case "fingerprint" -> FINGERPRINT;
                    case "bytesSent", "bytesReceived" -> 0L;
                    case "authentication" -> Session.Authentication.NO;
                    case "continuity" -> continuity;
                    case "resumed" -> false;
                    case "challenge" -> CompletableFuture.completedFuture(false);
                    case "run" -> {
                        ((SessionHandler) arguments[0])
                                .challengeEnded(new PasswordAnswer(Optional.of("q1"), new char[0], true), false);
                        yield EndReason.CLOSED;
                    }
                    default -> "x";
                });
    }
}
