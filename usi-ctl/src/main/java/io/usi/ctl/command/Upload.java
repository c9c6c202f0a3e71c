package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.file.Reason;
import io.usi.ctl.file.Source;
import io.usi.ctl.rpc.DataStream;
import java.io.IOException;

/** Gives the daemon the bytes of a file, on a thread of its own; the transfers' events tell how it went. */
final class Upload extends Thread implements AutoCloseable {
    private final Source source;
    private final DataStream stream;
    private final Runnable cancel;
    private volatile Exception failure;

    private Upload(Source source, DataStream stream, Runnable cancel) {
        super("upload");
        this.source = source;
        this.stream = stream;
        this.cancel = cancel;
        setDaemon(true);
    }

    /**
     * Starts it.
     *
     * @param cancel ends the transfers; called where the file cannot be read to its end
     */
    static Upload start(Source source, DataStream stream, Runnable cancel) {
        Upload upload = new Upload(source, stream, cancel);
        upload.start();
        return upload;
    }

    @Override
    public void run() {
        try {
            source.writeTo(stream.output());
        } catch (DataStream.Refused e) {
            // The daemon needs no more: each transfer's end says why.
            return;
        } catch (IOException | RuntimeException e) {
            // The stream stays open meanwhile: its end would look like that of the file.
            failure = e;
            cancel.run();
            return;
        }
        stream.finish();
    }

    /** Fails where the file could not be read to its end. */
    void check() {
        if (failure != null) {
            throw new CtlException(
                    Exit.SAID_NO,
                    source.name() + " could not be read to its end, and was cancelled: " + Reason.of(failure)
                            + ": send it again");
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
