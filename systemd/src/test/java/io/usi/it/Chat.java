package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Two daemons, each with the other as its only peer, that talk to each other until their chat ends. */
final class Chat {
    /** The pace of each side, not a wait for anything: the machine has other things to do. */
    private static final long PACE_NS = 50_000_000;

    /** Shorter than what a plugin that blocks may take, and long for a machine with other things to do. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final Side one;
    private final Side other;
    private volatile boolean over;
    private volatile Throwable failure;

    Chat(Daemon one, Daemon other) throws Exception {
        this.one = new Side(new Control(one).subscribed(), "from the one ");
        this.other = new Side(new Control(other).subscribed(), "from the other ");
        this.one.thread.start();
        this.other.thread.start();
    }

    /** Asserts that nothing was lost so far, and that both sides go on at once: each says more that arrives. */
    void goesOn() {
        int byOne = one.delivered.size();
        int byOther = other.delivered.size();
        Await.until(
                "the chat to go on",
                AT_ONCE,
                () -> failure != null || (one.delivered.size() > byOne + 1 && other.delivered.size() > byOther + 1));
        if (failure != null) {
            throw new AssertionError("the chat ended", failure);
        }
    }

    /** Ends the chat, and asserts that each heard all that the other said, once and in its order. */
    void end() throws Exception {
        goesOn();
        over = true;
        one.thread.join();
        other.thread.join();
        assertEquals(one.delivered, other.control.texts());
        assertEquals(other.delivered, one.control.texts());
        one.control.close();
        other.control.close();
    }

    private final class Side {
        private final Control control;
        private final String what;
        private final List<String> delivered = new CopyOnWriteArrayList<>();
        private final Thread thread = new Thread(this::talk, "chat");

        Side(Control control, String what) {
            this.control = control;
            this.what = what;
        }

        private void talk() {
            try {
                for (int n = 1; !over; n++) {
                    String text = what + n;
                    Map<String, Object> sent = control.call("message.send", Map.of("text", text));
                    assertTrue(sent.toString().contains("status=delivered"), sent::toString);
                    delivered.add(text);
                    LockSupport.parkNanos(PACE_NS);
                }
            } catch (Exception | AssertionError e) {
                failure = e;
            }
        }
    }
}
