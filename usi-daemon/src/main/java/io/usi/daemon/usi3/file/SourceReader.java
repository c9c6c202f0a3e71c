package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import io.usi.daemon.usi3.frame.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads a file for one session, ahead of its writer, on threads of its own. */
final class SourceReader {
    private final Sending sending;
    private final OutgoingFile file;
    private final SendLeg leg;
    private final ThreadStart threads;
    private InputStream in;
    private long start;

    SourceReader(Sending sending, OutgoingFile file, SendLeg leg, ThreadStart threads) {
        this.threads = threads;
        this.sending = sending;
        this.file = file;
        this.leg = leg;
    }

    private interface Step {
        /** False where nothing follows. */
        boolean run() throws IOException;
    }

    /** Returns at once; ends with {@link Sending#exited}, also where there is no thread for it, which is thrown besides. */
    void start() {
        if (leg.offset() > 0) {
            start(() -> Threads.compute(() -> run(this::compare, this::startSending)));
        } else {
            startSending();
        }
    }

    private void startSending() {
        start(() -> threads.start("usi-send-file", this::send));
    }

    private void start(Runnable starting) {
        try {
            starting.run();
        } catch (RuntimeException | Error e) {
            failed(e);
            close();
            throw e;
        }
    }

    private void failed(Throwable e) {
        fail(ErrorCode.INTERNAL, "the file could not be sent because of an internal error", e);
    }

    private void send() {
        run(this::readAll, () -> {});
    }

    private void run(Step step, Runnable next) {
        boolean goesOn = false;
        try {
            goesOn = step.run();
        } catch (EOFException e) {
            fail(ErrorCode.FILE_CHANGED, "the file changed while it was sent", e);
        } catch (IOException e) {
            fail(ErrorCode.IO, "the file could not be read to its end", e);
        } catch (RuntimeException | Error e) {
            failed(e);
            throw e;
        } finally {
            if (goesOn) {
                next.run();
            } else {
                close();
            }
        }
    }

    private void fail(ErrorCode code, String problem, Throwable cause) {
        sending.failed(file, leg, new UsiException(code, problem, cause));
    }

    private void close() {
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            fail(ErrorCode.IO, "the file could not be closed", e);
        } finally {
            sending.exited();
        }
    }

    /** Whether the peer's bytes are the first ones of the file. */
    private boolean compare() throws IOException {
        Frame.Prefix told = leg.prefix().orElseThrow();
        PrefixHash own = PrefixHash.like(told);
        byte[] buffer = new byte[Chunk.DATA];
        in = file.source().open();
        for (long left = leg.offset(); left > 0; ) {
            int length = (int) Math.min(left, buffer.length);
            read(buffer, 0, length);
            own.update(buffer, 0, length);
            if (sending.isClosed(leg)) {
                return false;
            }
            left -= length;
        }
        if (own.value().equals(told)) {
            start = leg.offset();
        } else {
            in.close();
            in = null;
        }
        return true;
    }

    private boolean readAll() throws IOException {
        if (in == null) {
            in = file.source().open();
        }
        sending.started(file, leg, start);
        long position = start;
        while (position < file.size()) {
            int room = sending.awaitRoom(leg, position);
            if (room == 0) {
                return false;
            }
            byte[] buffer = sending.buffer(leg, room);
            int length = Math.min(room, Chunk.records(buffer) * Chunk.DATA);
            fill(buffer, length);
            sending.add(file, leg, buffer, length);
            position += length;
        }
        sending.complete(file, leg);
        return false;
    }

    private void fill(byte[] buffer, int length) throws IOException {
        boolean filled = false;
        try {
            int at = Chunk.HEAD;
            for (int left = length; left > 0; left -= Chunk.DATA) {
                read(buffer, at, Math.min(left, Chunk.DATA));
                at += Chunk.RECORD;
            }
            filled = true;
        } finally {
            if (!filled) {
                sending.unused(buffer);
            }
        }
    }

    private void read(byte[] buffer, int offset, int length) throws IOException {
        if (in.readNBytes(buffer, offset, length) < length) {
            throw new EOFException("the file became shorter");
        }
    }
}
