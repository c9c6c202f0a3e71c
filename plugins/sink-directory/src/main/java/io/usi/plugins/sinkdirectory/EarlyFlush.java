package io.usi.plugins.sinkdirectory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

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
    /** How many flushes of files that nobody wants any more may go on, of all files together. */
    static final int MOST_LINGERING = 4;

    private static final Semaphore LINGERING = new Semaphore(MOST_LINGERING);

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
    private Run running;

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
        if (unflushed >= MOST || (unflushed >= STEP && (running == null || running.result.isDone()))) {
            end();
            unflushed = 0;
            begin();
        }
    }

    private void begin() throws IOException {
        if (file == null) {
            file = opener.open();
        }
        Run run = new Run(file);
        Thread thread = new Thread(run.result, "usi-flush");
        thread.setDaemon(true);
        thread.start();
        running = run;
    }

    /** One flush. Whoever comes last, this or {@link EarlyFlush#close}, closes the file. */
    private static final class Run implements Callable<Void> {
        final FutureTask<Void> result = new FutureTask<>(this);
        private final Flushed file;
        private boolean over;
        private boolean left;
        private boolean counted;

        Run(Flushed file) {
            this.file = file;
        }

        @Override
        public Void call() throws IOException {
            try {
                file.force();
            } finally {
                if (isLeft()) {
                    closeFile();
                }
            }
            return null;
        }

        private synchronized boolean isLeft() {
            over = true;
            return left;
        }

        private void closeFile() throws IOException {
            try {
                file.close();
            } finally {
                if (counted) {
                    LINGERING.release();
                }
            }
        }

        /**
         * Leaves the file to this flush; false where that is over.
         *
         * @param hasPlace whether it has one of {@link #LINGERING}
         */
        synchronized boolean leave(boolean hasPlace) {
            left = !over;
            counted = hasPlace;
            return left;
        }
    }

    /** Waits for what was begun. */
    void end() throws IOException {
        if (running == null) {
            return;
        }
        try {
            running.result.get();
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
     * Lets go of the file, at once; what is being flushed goes on. Where too many go on already it is waited for. Must come after
     * the file is final or deleted: with any of its descriptors a process gives up its lock on a file (fcntl(2)).
     */
    @Override
    public void close() throws IOException {
        if (file == null) {
            return;
        }
        if (running == null || !leave()) {
            file.close();
        }
    }

    /** False where the flush is over and the file still to be closed. */
    private boolean leave() {
        boolean hasPlace = LINGERING.tryAcquire();
        if (!hasPlace) {
            try {
                end();
            } catch (IOException e) {
                // Nobody wants the file any more. Whoever was interrupted must not wait: it goes on without a place.
                return running.leave(false);
            }
        }
        boolean left = running.leave(hasPlace);
        if (!left && hasPlace) {
            LINGERING.release();
        }
        return left;
    }
}
