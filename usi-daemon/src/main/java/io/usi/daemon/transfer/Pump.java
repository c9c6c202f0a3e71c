package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.io.InputStream;

/** Carries a source's bytes, which are known to be authentic, to a destination. */
final class Pump {
    private static final int CHUNK = 64 * 1024;

    private Pump() {}

    /** Blocks until it is done, closes the source and ends the destination. */
    static void run(FileSource source, Destination destination) {
        try (source;
                InputStream in = source.open()) {
            byte[] buffer = new byte[CHUNK];
            int count;
            while ((count = in.read(buffer, 0, buffer.length)) > 0) {
                destination.write(buffer, 0, count);
            }
            destination.commit();
        } catch (UsiException e) {
            destination.abort(e.code(), e.getMessage());
        } catch (IOException e) {
            destination.abort(ErrorCode.IO, "the spool could not be read");
        } catch (RuntimeException | Error e) {
            destination.abort(ErrorCode.INTERNAL, "the file could not be delivered because of an internal error");
            throw e;
        }
    }
}
