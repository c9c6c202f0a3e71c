package io.usi.plugins.sinkdirectory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Brings a long file to the disk while more of it comes, so that little is left to wait for at its end. Used by one thread at a
 * time; a thread of its own waits for the disk.
 */
final class EarlyFlush {
    /** As much as a disk writes in a moment. */
    private static final long STEP = 32L << 20;
    /** What a slow disk may be behind: it is waited for at the end, or when the file is given up, and neither must take long. */
    private static final long MOST = 128L << 20;

    private final FileChannel channel;
    private long unflushed;
    private FutureTask<Void> running = done();

    EarlyFlush(FileChannel channel) {
        this.channel = channel;
    }

    private static FutureTask<Void> done() {
        FutureTask<Void> task = new FutureTask<>(() -> null);
        task.run();
        return task;
    }

    /**
     * More bytes were written. Waits for a disk that is too far behind.
     *
     * @throws IOException where those before could not be flushed: the system tells of that once, so that the file must not be
     *     taken for good at its end
     */
    void wrote(int length) throws IOException {
        unflushed += length;
        if (unflushed >= MOST || (unflushed >= STEP && running.isDone())) {
            check();
            unflushed = 0;
            running = new FutureTask<>(() -> {
                channel.force(false);
                return null;
            });
            Thread thread = new Thread(running, "usi-flush");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Waits for what was begun; must come before the file is closed. */
    void end() throws IOException {
        check();
    }

    private void check() throws IOException {
        try {
            running.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure
                    ? failure
                    : new IOException("the disk could not be written", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        }
    }
}
