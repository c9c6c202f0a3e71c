package io.usi.plugins.sinkdirectory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Brings a long file to the disk while more of it comes, so that little is left to wait for at its end. Used by one thread at a
 * time; a thread of its own waits for the disk.
 *
 * <p>It flushes through a channel of its own. Whoever interrupts a writer closes the channel that it writes to, and closing
 * waits for what is under way in that channel: this must not be a flush.
 */
final class EarlyFlush implements Closeable {
    /** As much as a disk writes in a moment. */
    static final long STEP = 32L << 20;
    /** With as much again being flushed, what a slow disk may be behind: it is waited for at the file's end. */
    static final long MOST = 64L << 20;

    /** The file, opened once more. */
    interface Flushed extends Closeable {
        /** Returns when what was written before is on the disk. */
        void force() throws IOException;
    }

    /** Opens the file once more. */
    interface Opener {
        Flushed open() throws IOException;
    }

    private final Opener opener;
    private Flushed file;
    private long unflushed;
    private FutureTask<Void> running;

    /**
     * @param opener called when the file is long
     */
    EarlyFlush(Opener opener) {
        this.opener = opener;
    }

    /** That of a file. */
    static EarlyFlush of(Path path) {
        return new EarlyFlush(() -> {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            return new Flushed() {
                @Override
                public void force() throws IOException {
                    channel.force(false);
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        });
    }

    /**
     * More bytes were written. Waits for a disk that is too far behind.
     *
     * @throws IOException where those before could not be flushed
     */
    void wrote(int length) throws IOException {
        unflushed += length;
        if (unflushed >= MOST || (unflushed >= STEP && (running == null || running.isDone()))) {
            end();
            unflushed = 0;
            begin();
        }
    }

    private void begin() throws IOException {
        if (file == null) {
            file = opener.open();
        }
        Flushed flushed = file;
        FutureTask<Void> task = new FutureTask<>(() -> {
            flushed.force();
            return null;
        });
        Thread thread = new Thread(task, "usi-flush");
        thread.setDaemon(true);
        thread.start();
        running = task;
    }

    /** Waits for what was begun. */
    void end() throws IOException {
        if (running == null) {
            return;
        }
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

    /**
     * Lets go of the file, at once; what is being flushed goes on. Must come after the file is final or deleted: with any of
     * its descriptors a process gives up its lock on a file (fcntl(2)).
     */
    @Override
    public void close() throws IOException {
        if (file == null) {
            return;
        }
        if (running == null || running.isDone()) {
            file.close();
            return;
        }
        FutureTask<Void> last = running;
        Flushed flushed = file;
        Thread thread = new Thread(
                () -> {
                    try (flushed) {
                        last.get();
                    } catch (IOException | ExecutionException | InterruptedException e) {
                        // Nobody wants the file any more.
                        return;
                    }
                },
                "usi-flush");
        thread.setDaemon(true);
        thread.start();
    }
}
