package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.util.OptionalLong;

/** Takes what one session brings of a file to its destination, on a thread of its own, and makes it final. */
final class DestinationWriter {
    private final Receiving receiving;
    private final IncomingFile file;
    private final ReceiveLeg leg;
    private final Intake intake;
    private final ThreadStart threads;

    DestinationWriter(Receiving receiving, IncomingFile file, ReceiveLeg leg, Intake intake, ThreadStart threads) {
        this.receiving = receiving;
        this.file = file;
        this.leg = leg;
        this.intake = intake;
        this.threads = threads;
    }

    /** Returns at once; ends with {@link Receiving#exited}, also where there is no thread for it, which is thrown besides. */
    void start() {
        try {
            threads.start("usi-take-file", this::run);
        } catch (RuntimeException | Error e) {
            failed(e);
            receiving.exited(file, leg);
            throw e;
        }
    }

    private void failed(Throwable e) {
        receiving.failed(
                file,
                new UsiException(ErrorCode.INTERNAL, "the file could not be taken because of an internal error", e));
    }

    private void run() {
        try {
            work();
        } catch (UsiException e) {
            receiving.failed(file, e);
        } catch (RuntimeException | Error e) {
            failed(e);
            throw e;
        } finally {
            receiving.exited(file, leg);
        }
    }

    private void work() {
        receiving.accept(leg, intake.offset(), intake.prefix());
        OptionalLong start = receiving.awaitStart(leg);
        if (start.isEmpty()) {
            return;
        }
        intake.begin(start.getAsLong());
        Ring.Part part;
        while ((part = receiving.awaitPart(leg)) != null) {
            intake.take(part.buffer(), part.offset(), part.length());
            receiving.stored(leg, part.length());
        }
        if (leg.end().isPresent()) {
            receiving.finish(file, leg, intake);
        }
    }
}
