package io.usi.ctl.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.rpc.Incoming;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTextTest {
    /** A peer may call itself as it likes. */
    @Test
    void noNameLooksLikeWhatThisUserSaid() {
        assertEnds(" you> hello", Map.of("type", "said", "text", "hello"));
        assertEnds(" you (to p1, p3)> hello", Map.of("type", "said", "text", "hello", "to", List.of("p1", "p3")));
        assertEnds(" #1 you: hello", Map.of("type", "message", "seq", 1, "from", "you", "text", "hello"));
        assertEnds(" #1 you_ hello: hello", Map.of("type", "message", "seq", 1, "from", "you> hello", "text", "hello"));
    }

    private static void assertEnds(String end, Map<String, Object> event) {
        String text = EventText.of(new Incoming.Event(event));
        assertTrue(text.endsWith(end), text);
    }
}
