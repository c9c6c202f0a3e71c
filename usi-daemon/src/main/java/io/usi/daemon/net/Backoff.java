package io.usi.daemon.net;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt: from one second, doubling to a minute, each time between half of that and all of
 * it, so that many peers of one server do not come back at the same moment. For one thread's use.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Duration next = FIRST;

    /** The wait before the next attempt. */
    Duration next() {
        long millis = next.toMillis();
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
    }

    /** A session opened: the next failure is a first one again. */
    void reset() {
        next = FIRST;
    }
}
