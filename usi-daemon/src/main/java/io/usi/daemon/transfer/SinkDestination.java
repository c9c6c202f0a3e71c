package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import io.usi.plugin.FileSink;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Into a file sink. */
public final class SinkDestination implements Destination {
    private final FileSink.Reception reception;
    private final Transfer transfer;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Takes over the reception. */
    public SinkDestination(FileSink.Reception reception, Transfer transfer) {
        this.reception = reception;
        this.transfer = transfer;
        transfer.onCancel(() -> abort(ErrorCode.CANCELLED, "cancelled"));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (!transfer.begin() || ended.get()) {
            throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled");
        }
        try {
            reception.write(bytes, offset, length);
        } catch (IOException e) {
            throw new UsiException(ErrorCode.IO, "the file sink cannot take the file: is its disk full?", e);
        }
        transfer.progress(length);
    }

    @Override
    public void commit() {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        Threads.start("usi-store", () -> {
            try (reception) {
                transfer.done(reception.commit());
            } catch (IOException e) {
                transfer.fail(ErrorCode.IO, "the file sink could not finish the file: is its disk full?");
            } catch (UsiException e) {
                transfer.fail(e);
            }
        });
    }

    @Override
    public void abort(ErrorCode code, String problem) {
        transfer.fail(code, problem);
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        Threads.start("usi-store", () -> {
            try {
                reception.close();
            } catch (IOException e) {
                throw new UsiException(ErrorCode.IO, "a file sink could not drop an unfinished file", e);
            }
        });
    }
}
