package io.usi.daemon;

import java.util.function.LongSupplier;

/**
 * Gives memory back once the daemon has become idle. The serial collector collects when there is no room left, which comes to
 * nothing where nothing happens any more. For one thread.
 */
final class HeapReturn {
    private static final long MIB = 1 << 20;
    /** A heap of this size is not worth it. */
    private static final long SMALL = 32 * MIB;
    /** What an idle daemon may allocate between two looks. */
    private static final long IDLE = MIB;

    private final LongSupplier size;
    private final LongSupplier free;
    private final Runnable collect;
    private long used = Long.MAX_VALUE;
    private boolean given;

    /**
     * @param size of the heap, in bytes
     * @param free of these
     * @param collect makes the heap as small as it can be
     */
    HeapReturn(LongSupplier size, LongSupplier free, Runnable collect) {
        this.size = size;
        this.free = free;
        this.collect = collect;
    }

    /** Of this process. */
    static HeapReturn ofProcess() {
        Runtime runtime = Runtime.getRuntime();
        return new HeapReturn(runtime::totalMemory, runtime::freeMemory, System::gc);
    }

    /** Collects where next to nothing was allocated since the last look, once, and the heap is larger than it has to be. */
    void look() {
        long before = used;
        used = size.getAsLong() - free.getAsLong();
        boolean idle = used >= before && used - before <= IDLE;
        if (!idle) {
            given = false;
        } else if (!given && size.getAsLong() > SMALL) {
            given = true;
            collect.run();
            used = size.getAsLong() - free.getAsLong();
        }
    }
}
