package io.usi.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HeapReturnTest {
    private static final long MIB = 1 << 20;

    private long size = 200 * MIB;
    private long used = 100 * MIB;
    private int collected;
    private final HeapReturn heap = new HeapReturn(() -> size, () -> size - used, this::collect);

    private void collect() {
        collected++;
        used = 10 * MIB;
        size = 40 * MIB;
    }

    @Test
    void collects_once_where_nothing_happens_any_more() {
        heap.look();
        assertEquals(0, collected);
        used += 5 * MIB;
        heap.look();
        assertEquals(0, collected);
        for (int i = 0; i < 5; i++) {
            used += 1_000;
            heap.look();
            assertEquals(1, collected);
        }
    }

    @Test
    void collects_again_after_something_happened() {
        heap.look();
        heap.look();
        used += 50 * MIB;
        size = 100 * MIB;
        heap.look();
        assertEquals(1, collected);
        // A collection of its own meanwhile.
        used -= 30 * MIB;
        heap.look();
        assertEquals(1, collected);
        heap.look();
        assertEquals(2, collected);
    }

    @Test
    void leaves_a_small_heap_alone() {
        size = 20 * MIB;
        used = 15 * MIB;
        heap.look();
        heap.look();
        assertEquals(0, collected);
    }
}
