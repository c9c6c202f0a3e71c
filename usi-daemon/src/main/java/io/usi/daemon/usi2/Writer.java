package io.usi.daemon.usi2;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.net.Connection;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.usi2.SendQueue.Item;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Writes one session's messages and files, one after the other, on a thread of its own. USI 2.4 takes what one read returns
 * for one message, so each leaves in one write, and the next not before a pause.
 */
final class Writer {
    /** The pause after a write that the peer must read alone; measured safe against USI 2.4. */
    static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int FILE_LIMIT = 64;

    private final Connection connection;
    private final MessageCodec codec;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SendQueue queue = new SendQueue();
    private final Consumer<EndReason> onEnd;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private int files;
    private Item.Texts writing;
    private boolean closing;
    private String goodbye;
    private long notBefore = System.nanoTime();

    /**
     * @param lastWrite when the opening's last write was, in {@link System#nanoTime}
     * @param onEnd learns why writing ended by itself, before the connection is closed for it
     */
    Writer(Connection connection, MessageCodec codec, long lastWrite, Consumer<EndReason> onEnd) {
        this.connection = connection;
        this.codec = codec;
        this.notBefore = lastWrite + PAUSE_NANOS;
        this.onEnd = onEnd;
    }

    /**
     * Queues texts that belong together.
     *
     * @param lane whose they are
     * @return whose report completes once they are written or it is known that they will not be
     */
    Item.Texts send(Object lane, List<String> parts) {
        lock.lock();
        try {
            Item.Texts item = queue.add(lane, parts);
            if (closing) {
                queue.withdraw(item);
                item.report().complete(gone());
            }
            changed.signal();
            return item;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back texts of which nothing was written; false where it is too late for that. */
    boolean withdraw(Item.Texts item) {
        lock.lock();
        try {
            return queue.withdraw(item);
        } finally {
            lock.unlock();
        }
    }

    /** Takes one of the places for files; it is given back when the file has been sent or dropped. */
    boolean reserveFile() {
        lock.lock();
        try {
            if (closing || files == FILE_LIMIT) {
                return false;
            }
            files++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void releaseFile() {
        lock.lock();
        try {
            files--;
        } finally {
            lock.unlock();
        }
    }

    /** Queues a file whose place was reserved. */
    void send(Object lane, FileSender sender) {
        lock.lock();
        try {
            if (!closing) {
                queue.add(lane, sender);
                changed.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        sender.drop(ErrorCode.PEER_GONE);
        releaseFile();
    }

    private static Delivery gone() {
        return new Delivery.Failed(ErrorCode.PEER_GONE, "the peer went away before the message was sent");
    }

    /**
     * Stops after the write under way, says goodbye and closes the connection. What waits will not be written.
     *
     * @param lastText the goodbye, or null for none
     * @return completes when the connection is closed
     */
    CompletableFuture<Void> close(String lastText) {
        lock.lock();
        try {
            if (!closing) {
                closing = true;
                goodbye = lastText;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        return finished;
    }

    /** Ends the connection at once, in the middle of whatever is written. */
    void abandon(EndReason reason) {
        onEnd.accept(reason);
        connection.close();
    }

    boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Writes until the session is closed or the connection fails. */
    void run() {
        EndReason reason = EndReason.INTERNAL;
        try {
            reason = writeAll();
        } catch (IOException e) {
            reason = EndReason.LOST;
        } finally {
            end(reason);
        }
    }

    /** Returns why it stopped by itself, or null where it was closed. */
    private EndReason writeAll() throws IOException {
        Item item;
        while ((item = next()) != null) {
            if (item instanceof Item.Part part) {
                if (pause()) {
                    write(codec.seal(part.text()));
                    finish(part);
                }
            } else if (item instanceof Item.File file) {
                EndReason reason = file.sender().send(this, connection);
                releaseFile();
                if (reason != null) {
                    return reason;
                }
                pauseNext();
            }
        }
        if (goodbye != null) {
            pause();
            write(codec.seal(goodbye));
        }
        return null;
    }

    private void finish(Item.Part part) {
        lock.lock();
        try {
            if (part.last()) {
                writing = null;
            }
        } finally {
            lock.unlock();
        }
        if (part.last()) {
            part.item().report().complete(new Delivery.Sent());
        }
    }

    /** Writes a text that must be read alone, such as a file's header. */
    void writeAlone(String text) throws IOException {
        pause();
        write(codec.seal(text));
        pause();
    }

    private void write(byte[] bytes) throws IOException {
        connection.write(bytes, 0, bytes.length);
        pauseNext();
    }

    /** Whatever is written next must not be read together with what was written last. */
    void pauseNext() {
        lock.lock();
        try {
            notBefore = System.nanoTime() + PAUSE_NANOS;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the pause to be over; false where the session is closed and no more must be written but a goodbye. */
    boolean pause() {
        lock.lock();
        try {
            long left = notBefore - System.nanoTime();
            while (left > 0) {
                left = changed.awaitNanos(left);
            }
            return !closing;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Item next() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closing) {
                changed.awaitUninterruptibly();
            }
            Item item = closing ? null : queue.next();
            if (item instanceof Item.Part part) {
                writing = part.item();
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    private void end(EndReason reason) {
        List<Item> left;
        Item.Texts cut;
        lock.lock();
        try {
            if (!closing && reason != null) {
                onEnd.accept(reason);
            }
            closing = true;
            left = queue.drain();
            cut = writing;
        } finally {
            lock.unlock();
        }
        connection.close();
        codec.close();
        if (cut != null) {
            cut.report().complete(gone());
        }
        for (Item item : left) {
            if (item instanceof Item.Texts waiting) {
                waiting.report().complete(gone());
            } else if (item instanceof Item.File file) {
                file.sender().drop(ErrorCode.PEER_GONE);
            }
        }
        finished.complete(null);
    }

    /** For a transfer whose session ended. */
    static UsiException sessionEnded() {
        return new UsiException(ErrorCode.PEER_GONE, "the session ended before the file was sent");
    }
}
