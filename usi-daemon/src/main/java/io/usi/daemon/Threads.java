package io.usi.daemon;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that decides what a thread is: virtual where the JVM has them without pinning on monitors (24 and
 * later; JEP 491), else a platform daemon thread with a small stack.
 */
public final class Threads {
    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
    private static final int VIRTUAL_SINCE = 24;
    private static final long STACK_BYTES = 256 * 1024;
    private static final AtomicLong COUNT = new AtomicLong();
    /** True on the threads that {@link #start} and {@link #startPlatform} made, and on no others. */
    private static final ThreadLocal<Boolean> MAY_WRITE = new ThreadLocal<>();

    private static final ThreadFactory FACTORY = Runtime.version().feature() >= VIRTUAL_SINCE ? virtual() : platform();

    private Threads() {}

    /**
     * Starts a thread. What its body throws is logged by type, never by message.
     *
     * @param name for thread dumps; nothing of a user's in it
     */
    public static Thread start(String name, Runnable body) {
        return start(FACTORY, name, body);
    }

    private static Thread start(ThreadFactory factory, String name, Runnable body) {
        Thread thread = factory.newThread(() -> {
            MAY_WRITE.set(true);
            guarded(name, body);
        });
        thread.setName(name);
        thread.start();
        return thread;
    }

    private static void guarded(String name, Runnable body) {
        try {
            body.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A thread ({}) ended with {}", name, e.getClass().getName());
            LOG.debug("Where", e);
        }
    }

    /**
     * Starts a platform thread, for work that computes for long or calls code that may block without yielding.
     *
     * @param name for thread dumps; nothing of a user's in it
     */
    public static Thread startPlatform(String name, Runnable body) {
        return start(platform(), name, body);
    }

    /**
     * Runs what computes for long, such as a pass over a file, on as many platform threads as there are processors: on a
     * virtual thread it would keep all others waiting. The caller bounds how much waits.
     */
    public static void compute(Runnable task) {
        Computing.POOL.execute(() -> guarded("usi-compute", task));
    }

    /** As {@link #compute}, for what takes less than a second, so that it does not wait behind a pass over a file. */
    public static void computeBriefly(Runnable task) {
        Computing.BRIEF.execute(() -> guarded("usi-compute-briefly", task));
    }

    private static final class Computing {
        private static final Executor POOL =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), platform());
        private static final Executor BRIEF = Executors.newSingleThreadExecutor(platform());
    }

    /** Runs each task on a thread of its own; the caller bounds how many. */
    public static Executor executor(String name) {
        return body -> start(name, body);
    }

    /**
     * Whether this thread may write for others, briefly: one of those that each have one job. What many share, the timer's
     * thread and those that {@linkplain #compute compute}, must never wait, not even for a kernel that is short of memory; and
     * where plugin code is below, a thread may be interrupted at any time, which closes a channel that it writes to.
     */
    static boolean mayWrite() {
        return MAY_WRITE.get() != null
                && Thread.currentThread().getContextClassLoader() == Threads.class.getClassLoader();
    }

    private static ThreadFactory platform() {
        return body -> {
            Thread thread = new Thread(null, body, "usi-" + COUNT.incrementAndGet(), STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        };
    }

    private static ThreadFactory virtual() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle of = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            return (ThreadFactory) factory.invoke(of.invoke());
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
