package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * To a local program, over a connection that it attaches. The program learns from {@link #stored} whether what it got is
 * authentic, and says by calling it that the file stands where it should.
 */
public final class StreamDestination implements Destination {
    /** How long the program has to attach. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long it has to bring the whole file to its disk and say so. */
    private static final Duration STORE_PATIENCE = Duration.ofMinutes(10);
    /** How long it may take nothing. */
    private static final Duration STALL = Duration.ofMinutes(5);

    private final Transfer transfer;
    private final Timer timer;
    private final Prefix prefix;
    private final CompletableFuture<WritableByteChannel> channel = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /**
     * Waits for a program.
     *
     * @param prefix what the program has already; where that is not nothing, it reads first one line of JSON with the
     *     {@code offset} from which the bytes that follow begin
     */
    public StreamDestination(Transfer transfer, Timer timer, Prefix prefix) {
        this.transfer = transfer;
        this.timer = timer;
        this.prefix = prefix;
        transfer.onCancel(() -> abort(ErrorCode.CANCELLED, "the transfer was cancelled"));
    }

    /**
     * The program attached.
     *
     * @return completes when its connection is to be closed; never exceptionally
     */
    public CompletableFuture<Void> attach(WritableByteChannel program) {
        channel.complete(program);
        return ended.handle((done, failure) -> null);
    }

    @Override
    public Prefix prefix() {
        return prefix;
    }

    @Override
    public void begin(long offset) {
        byte[] line = ("{\"offset\":" + offset + "}\n").getBytes(StandardCharsets.US_ASCII);
        give(program(), line, 0, line.length);
    }

    @Override
    public Optional<Transfer> transfer() {
        return Optional.of(transfer);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        give(program(), bytes, offset, length);
        transfer.progress(length);
    }

    private void give(WritableByteChannel program, byte[] bytes, int offset, int length) {
        if (!transfer.begin()) {
            throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled");
        }
        Future<?> stall =
                timer.after(STALL, () -> abort(ErrorCode.STALLED, "the program that receives the file takes nothing"));
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                program.write(buffer);
            }
        } catch (IOException e) {
            throw new UsiException(ErrorCode.CANCELLED, "the program that received the file went away", e);
        } finally {
            stall.cancel(false);
        }
    }

    private WritableByteChannel program() {
        try {
            return channel.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new UsiException(ErrorCode.TIMEOUT, "no program came to receive the file", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled", e);
        }
    }

    @Override
    public CompletableFuture<Void> commit() {
        transfer.begin();
        ended.complete(null);
        timer.after(
                STORE_PATIENCE,
                () -> transfer.fail(
                        ErrorCode.TIMEOUT, "the program that received the file never said that it is stored"));
        return transfer.stored();
    }

    @Override
    public void abort(ErrorCode code, String problem) {
        UsiException failure = new UsiException(code, problem);
        transfer.fail(failure);
        channel.completeExceptionally(failure);
        ended.completeExceptionally(failure);
    }

    /**
     * The program has read everything and asks whether it may make the file final.
     *
     * @return fails with what went wrong where it must not
     */
    public CompletableFuture<Void> authentic() {
        return ended.copy();
    }

    /**
     * The program has made the file final, or is about to: the transfer is done, once the file is known to be authentic.
     *
     * @return fails with what went wrong where it is not
     */
    public CompletableFuture<Void> stored(String name) {
        return ended.handle((done, failure) -> {
            if (failure != null) {
                throw new CompletionException(failure);
            }
            transfer.done(name);
            if (!(transfer.state() instanceof Transfer.State.Done)) {
                throw new UsiException(ErrorCode.STATE, "the transfer had ended before the file was stored");
            }
            return null;
        });
    }
}
