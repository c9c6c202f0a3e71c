package io.usi.daemon.usi2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.session.Author;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.usi2.SendQueue.Item;
import io.usi.daemon.usi2.SendQueue.Lane;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendQueueTest {
    private static final Author TALKER = new Author("192.0.2.1", "talker");
    private static final Author CALM = new Author("192.0.2.2", "calm");

    private final SendQueue queue = new SendQueue();

    private List<String> drainTexts() {
        List<String> texts = new ArrayList<>();
        for (Item item = queue.next(); item != null; item = queue.next()) {
            texts.add(((Item.Part) item).text());
        }
        return texts;
    }

    @Test
    void lanesTakeTurnsPartByPart() {
        queue.add(TALKER, List.of("t1", "t2", "t3"));
        queue.add(TALKER, List.of("t4"));
        queue.add(CALM, List.of("c1"));
        queue.add(Lane.OWN, List.of("o1", "o2"));
        assertEquals(List.of("t1", "c1", "o1", "t2", "o2", "t3", "t4"), drainTexts());
        assertTrue(queue.isEmpty());
        assertNull(queue.next());
    }

    @Test
    void oneFullLaneLeavesTheOthersOpen() {
        for (int i = 0; i < 64; i++) {
            assertFalse(queue.add(TALKER, List.of("x")).report().isDone());
        }
        Delivery refused = queue.add(TALKER, List.of("x")).report().join();
        assertEquals(
                ErrorCode.OVERFLOW,
                assertInstanceOf(Delivery.Failed.class, refused).code());
        assertFalse(queue.add(CALM, List.of("heard")).report().isDone());
        assertFalse(queue.add(Lane.OWN, List.of("heard")).report().isDone());
    }

    @Test
    void whatHasNotBegunCanBeTakenBack() {
        Item.Texts begun = queue.add(Lane.OWN, List.of("a", "b"));
        Item.Texts waiting = queue.add(Lane.OWN, List.of("c"));
        queue.next();
        assertFalse(queue.withdraw(begun));
        assertTrue(queue.withdraw(waiting));
        assertFalse(queue.withdraw(waiting));
        assertEquals(List.of("b"), drainTexts());
    }
}
