package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.transfer.Destination;
import io.usi.daemon.transfer.Transfer;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A place in memory, which may block, fail, hold a prefix or take its time to commit. */
final class TestDestination implements Destination {
    final Transfer transfer;
    final ByteArrayOutputStream stored = new ByteArrayOutputStream();
    final CompletableFuture<Void> mayCommit = new CompletableFuture<>();
    volatile CountDownLatch gate = new CountDownLatch(0);
    final CountDownLatch entered = new CountDownLatch(1);
    volatile UsiException refusal;
    volatile ErrorCode aborted;
    volatile boolean committed;
    volatile long begun = -1;
    private final byte[] prefix;
    private Thread user;

    TestDestination(Transfer transfer, byte[] prefix) {
        this.transfer = transfer;
        this.prefix = prefix;
        mayCommit.complete(null);
    }

    TestDestination(Transfer transfer, byte[] prefix, boolean slowCommit) {
        this.transfer = transfer;
        this.prefix = prefix;
        if (!slowCommit) {
            mayCommit.complete(null);
        }
    }

    synchronized byte[] bytes() {
        return stored.toByteArray();
    }

    @Override
    public Optional<Transfer> transfer() {
        return Optional.of(transfer);
    }

    @Override
    public Prefix prefix() {
        return prefix.length == 0 ? Prefix.NONE : new Prefix(prefix.length, sha256(prefix));
    }

    @Override
    public synchronized void begin(long offset) {
        if (begun >= 0 || prefix.length == 0) {
            throw new IllegalStateException("begun twice, or without a prefix");
        }
        begun = offset;
        stored.writeBytes(Arrays.copyOf(prefix, (int) offset));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        synchronized (this) {
            if (user != null) {
                throw new IllegalStateException("two threads at a time");
            }
            user = Thread.currentThread();
        }
        try {
            entered.countDown();
            gate.await();
            if (refusal != null) {
                throw refusal;
            }
            if (!transfer.begin()) {
                throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled");
            }
            synchronized (this) {
                stored.write(bytes, offset, length);
            }
            transfer.progress(length);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            synchronized (this) {
                user = null;
            }
        }
    }

    @Override
    public CompletableFuture<Void> commit() {
        committed = true;
        return mayCommit.thenRun(() -> {
            transfer.done("stored");
            if (!(transfer.state() instanceof Transfer.State.Done)) {
                throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled");
            }
        });
    }

    @Override
    public void abort(ErrorCode code, String problem) {
        aborted = code;
        transfer.fail(code, problem);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256", "SUN").digest(bytes));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
