package io.usi.daemon.plugin;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.plugin.FileSink;
import io.usi.plugin.FileSink.Reception;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One file on its way into a sink. Used by one thread at a time, but for {@link #cancel}.
 *
 * <p>{@link #write} runs in the caller's thread and has no limit of time: storage may be slow. What bounds it is {@link
 * #cancel}, which interrupts the thread; a sink that does not come back within ten seconds of that is not used again,
 * but its thread is lost. The caller should therefore be a platform thread, so that a sink that spins or blocks for
 * ever costs that one thread and no carrier of others.
 */
public final class SinkReception implements AutoCloseable {
    private static final Duration COMMIT = Duration.ofMinutes(1);
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final long CANCEL_S = 10;

    private final LoadedExtension sink;
    private final Reception reception;
    private final Object lock = new Object();
    private Thread inside;
    private long calls;
    private boolean cancelled;
    private boolean closed;

    /** Whether a call into the sink was abandoned: then the thread that it left behind closes the reception. */
    private boolean abandoned;

    SinkReception(LoadedExtension sink, Reception reception) {
        this.sink = sink;
        this.reception = reception;
    }

    /**
     * Hands over the next bytes.
     *
     * @param bytes the array, which is the caller's again afterwards
     * @param offset the first byte
     * @param length how many, at least 1
     * @throws UsiException with {@link ErrorCode#IO} where they cannot be stored, with {@link ErrorCode#PLUGIN} where
     *     the sink failed, with {@link ErrorCode#STATE} after {@link #cancel}
     */
    public void write(byte[] bytes, int offset, int length) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        enter();
        thread.setContextClassLoader(sink.plugin().guard().loader());
        Throwable thrown = null;
        try {
            reception.write(bytes, offset, length);
        } catch (Throwable t) {
            thrown = t;
        }
        thread.setContextClassLoader(before);
        leave();
        if (thrown != null) {
            throw SinkHandle.failure(sink.plugin(), Problems.oneLine("write()", thrown), thrown);
        }
    }

    /**
     * Makes the file final. May take a minute.
     *
     * @return the name under which it stands, safe to show on one line
     * @throws UsiException as {@link #write} does
     */
    public String commit() {
        enter();
        try {
            String name = sink.call(
                    FileSink.class, "commit()", COMMIT, extension -> reception.commit(), late -> discardLate());
            return name == null ? "" : Problems.clean(name);
        } catch (CallFailed e) {
            noteAbandoned(e);
            throw SinkHandle.failure(sink.plugin(), e);
        } finally {
            leave();
        }
    }

    /**
     * Ends the reception from any thread: the call under way is interrupted, and later ones fail. {@link #close} is
     * still to be called by the thread that uses the reception. Returns at once.
     */
    public void cancel() {
        synchronized (lock) {
            cancelled = true;
            if (inside == null) {
                return;
            }
            long call = calls;
            CompletableFuture.delayedExecutor(CANCEL_S, TimeUnit.SECONDS).execute(() -> giveUp(call));
            inside.interrupt();
        }
    }

    private void giveUp(long call) {
        synchronized (lock) {
            if (inside == null || calls != call) {
                return;
            }
        }
        sink.markStuck(CallFailed.stuck("it", CANCEL_S + " s of an interrupt"));
    }

    /** Ends the reception; nothing of an uncommitted file remains. May take ten seconds. Never throws. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed || abandoned) {
                return;
            }
            closed = true;
        }
        try {
            sink.call(
                    FileSink.class,
                    "close()",
                    CLOSE,
                    extension -> {
                        reception.close();
                        return reception;
                    },
                    late -> {});
        } catch (CallFailed e) {
            sink.plugin().problem(e);
        }
    }

    private void enter() {
        synchronized (lock) {
            if (cancelled) {
                throw new UsiException(ErrorCode.STATE, "the transfer was cancelled");
            }
            if (closed || abandoned) {
                throw new IllegalStateException("the reception has ended");
            }
            calls++;
            inside = Thread.currentThread();
        }
    }

    /** No interrupt outlives the call, neither that of {@link #cancel} nor one of the sink's: it would close a spool or a socket. */
    private void leave() {
        synchronized (lock) {
            inside = null;
            Thread.interrupted();
        }
    }

    private void noteAbandoned(CallFailed e) {
        if (e.stuck()) {
            synchronized (lock) {
                abandoned = true;
            }
        }
    }

    private void discardLate() {
        discard(sink.plugin(), reception);
    }

    /** Closes a reception that came, or came back, too late, in the thread of that call. */
    static void discard(LoadedPlugin plugin, Reception late) {
        try {
            if (late != null) {
                late.close();
            }
        } catch (Throwable thrown) {
            plugin.problem(Problems.oneLine("close()", thrown), thrown instanceof IOException ? null : thrown);
        }
    }
}
