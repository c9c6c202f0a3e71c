package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;

/** Carries a source's bytes, which are known to be authentic, to a destination. */
final class Pump {
    private static final int CHUNK = 64 * 1024;

    private Pump() {}

    /**
     * Blocks until it is done, closes the source and ends the destination.
     *
     * @param stored completed when the file stands under its final name, or with why it does not
     */
    static void run(FileSource source, Destination destination, CompletableFuture<Void> stored) {
        try (source;
                InputStream in = source.open()) {
            if (destination.prefix().size() > 0) {
                destination.begin(0);
            }
            byte[] buffer = new byte[CHUNK];
            int count;
            while ((count = in.read(buffer, 0, buffer.length)) > 0) {
                destination.write(buffer, 0, count);
            }
            destination.commit().whenComplete((done, failure) -> {
                if (failure == null) {
                    stored.complete(null);
                } else {
                    stored.completeExceptionally(failure);
                }
            });
        } catch (UsiException e) {
            abort(destination, stored, e);
        } catch (IOException e) {
            abort(destination, stored, new UsiException(ErrorCode.IO, "the spool could not be read", e));
        } catch (RuntimeException | Error e) {
            abort(
                    destination,
                    stored,
                    new UsiException(
                            ErrorCode.INTERNAL, "the file could not be delivered because of an internal error", e));
            throw e;
        }
    }

    private static void abort(Destination destination, CompletableFuture<Void> stored, UsiException why) {
        destination.abort(why.code(), why.getMessage());
        stored.completeExceptionally(why);
    }
}
