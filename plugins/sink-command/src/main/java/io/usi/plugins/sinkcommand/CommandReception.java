package io.usi.plugins.sinkcommand;

import io.usi.plugin.FileSink.Reception;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One file on its way into a command's standard input. A write into a pipe cannot be interrupted, so a thread of its own
 * does all of them, and the daemon's waits for it.
 */
final class CommandReception implements Reception {
    /** Less than the minute after which the daemon gives the whole sink up. */
    private static final Duration COMMIT = Duration.ofSeconds(50);

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final String name;
    private final long size;
    private final Consumer<CommandReception> ended;
    private final ThreadPoolExecutor feeder;
    private final Process process;
    private final OutputStream input;
    private final CompletableFuture<Process> exit;
    private long written;
    private boolean readsNoMore;
    private volatile boolean committed;
    private volatile boolean closed;

    /**
     * Starts the command.
     *
     * @param name the file's safe name
     * @param size the file's size in bytes
     * @param ended called once, by some thread, when it is closed and the command has ended
     * @throws IOException where it cannot be started; nothing is left then, and {@code ended} is not called
     */
    CommandReception(ProcessBuilder builder, String name, long size, Consumer<CommandReception> ended)
            throws IOException {
        this.name = name;
        this.size = size;
        this.ended = ended;
        feeder = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "sink-command");
            thread.setDaemon(true);
            return thread;
        });
        feeder.prestartCoreThread();
        try {
            process = builder.start();
        } catch (IOException e) {
            feeder.shutdown();
            throw new IOException("the command could not be started", e);
        }
        input = process.getOutputStream();
        exit = process.onExit();
    }

    static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new IOException("it was interrupted");
    }

    static IOException stopped() {
        return new IOException("the command was stopped");
    }

    Process process() {
        return process;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > size - written) {
            throw new IOException("it is larger than was said");
        }
        written += length;
        if (reads()) {
            // A copy: after an interrupt the thread may still be at it.
            byte[] own = Arrays.copyOfRange(bytes, offset, offset + length);
            feed(own);
            reads();
        }
    }

    /** Whether the command takes bytes. One that ended well has all that it wants. */
    private boolean reads() throws IOException {
        if (closed) {
            throw stopped();
        }
        if (!exit.isDone()) {
            return !readsNoMore;
        }
        int code = process.exitValue();
        if (code != 0) {
            throw new IOException("the command refused the file (exit code " + code + ")");
        }
        return false;
    }

    /** Returns once the command has taken the bytes, or ended: something that it left behind may hold the pipe. */
    private void feed(byte[] bytes) throws IOException {
        CompletableFuture<Void> fed = CompletableFuture.runAsync(
                () -> {
                    try {
                        input.write(bytes);
                        input.flush();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                feeder);
        try {
            CompletableFuture.anyOf(fed, exit).get();
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            // It closed its end. What that means its exit tells.
            readsNoMore = true;
        }
    }

    @Override
    public String commit() throws IOException {
        if (written != size) {
            throw new IOException("it is shorter than was said");
        }
        if (closed) {
            throw stopped();
        }
        feeder.execute(this::endInput);
        try {
            exit.get(COMMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (TimeoutException e) {
            throw new IOException("the command had the whole file, but did not end within " + COMMIT.toSeconds()
                    + " seconds: let it leave what takes longer to the background");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        reads();
        committed = true;
        return name;
    }

    /** Without a commit, the command is dead before its input ends: it must not take a part for the whole. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        if (!committed) {
            ProcessTree.kill(List.of(process), GRACE);
        }
        feeder.execute(() -> {
            endInput();
            exit.join();
            ended.accept(this);
        });
        feeder.shutdown();
    }

    private void endInput() {
        try {
            input.close();
        } catch (IOException nobodyReads) {
            // Every byte is flushed where it is written: nothing is lost here.
        }
    }

    /** Waits for the thread of a closed reception, which ends with its command. */
    void awaitThread(Duration limit) {
        try {
            feeder.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
