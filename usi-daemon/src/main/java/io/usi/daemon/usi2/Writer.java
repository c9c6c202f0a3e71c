package io.usi.daemon.usi2;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.net.Connection;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes one session's messages and files, one after the other, on a thread of its own. USI 2.4 takes what one read returns
 * for one message, so each leaves in one write, and the next not before a pause.
 */
final class Writer {
    /** The pause after a write that the peer must read alone; measured safe against USI 2.4. */
    static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int TEXT_LIMIT = 256;
    private static final int CHARACTER_LIMIT = 1024 * 1024;
    private static final int FILE_LIMIT = 64;

    /** What waits to be written. */
    private sealed interface Item {
        record Texts(List<String> parts, int characters, CompletableFuture<Delivery> report) implements Item {}

        record File(FileSender sender) implements Item {}
    }

    private final Connection connection;
    private final MessageCodec codec;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Item> queue = new ArrayDeque<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private int texts;
    private int files;
    private int characters;
    private volatile EndReason abandoned;
    private boolean closing;
    private String goodbye;
    private long notBefore = System.nanoTime();

    /**
     * @param lastWrite when the opening's last write was, in {@link System#nanoTime}
     */
    Writer(Connection connection, MessageCodec codec, long lastWrite) {
        this.connection = connection;
        this.codec = codec;
        this.notBefore = lastWrite + PAUSE_NANOS;
    }

    /** Queues texts that belong together; completes once they are written or it is known that they will not be. */
    CompletableFuture<Delivery> send(List<String> parts) {
        int size = parts.stream().mapToInt(String::length).sum();
        CompletableFuture<Delivery> report = new CompletableFuture<>();
        lock.lock();
        try {
            if (closing) {
                report.complete(gone());
            } else if (texts == TEXT_LIMIT || characters + size > CHARACTER_LIMIT) {
                report.complete(new Delivery.Failed(
                        ErrorCode.OVERFLOW, "too many messages wait for this peer: it takes them too slowly"));
            } else {
                texts++;
                characters += size;
                queue.addLast(new Item.Texts(parts, size, report));
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        return report;
    }

    /** Queues a file, which ends its transfer itself. */
    void send(FileSender sender) {
        lock.lock();
        try {
            if (!closing && files < FILE_LIMIT) {
                files++;
                queue.addLast(new Item.File(sender));
                changed.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        sender.drop(closing ? ErrorCode.PEER_GONE : ErrorCode.LIMIT);
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
        abandoned = reason;
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

    /**
     * Writes until the session is closed or the connection fails.
     *
     * @return why it stopped by itself, or null where it was closed
     */
    EndReason run() {
        EndReason reason = null;
        try {
            Item item;
            while ((item = next()) != null) {
                if (item instanceof Item.Texts waiting) {
                    write(waiting);
                } else if (item instanceof Item.File file) {
                    reason = file.sender().send(this, connection);
                    if (reason != null) {
                        break;
                    }
                    pauseNext();
                }
            }
            if (reason == null && goodbye != null) {
                pause();
                write(codec.seal(goodbye));
            }
        } catch (IOException e) {
            reason = isClosing() ? null : EndReason.LOST;
            if (abandoned != null) {
                reason = abandoned;
            }
        } finally {
            end();
        }
        return reason;
    }

    private void write(Item.Texts item) throws IOException {
        boolean complete = false;
        try {
            for (String part : item.parts()) {
                if (!pause()) {
                    return;
                }
                write(codec.seal(part));
            }
            complete = true;
        } finally {
            item.report().complete(complete ? new Delivery.Sent() : gone());
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
            if (closing) {
                return null;
            }
            Item item = queue.removeFirst();
            if (item instanceof Item.Texts waiting) {
                texts--;
                characters -= waiting.characters();
            } else {
                files--;
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        List<Item> left;
        lock.lock();
        try {
            closing = true;
            left = List.copyOf(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        connection.close();
        codec.close();
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
