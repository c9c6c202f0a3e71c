package io.usi.daemon.plugin;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.plugin.FileSink;
import io.usi.plugin.FileSink.Reception;
import java.io.IOException;
import java.time.Duration;

/** The file sink that takes accepted files. Safe for use by several threads. */
public final class SinkHandle {
    private static final Duration READY = Duration.ofSeconds(1);
    private static final Duration RECEIVE = Duration.ofSeconds(10);

    private final LoadedExtension sink;

    SinkHandle(LoadedExtension sink) {
        this.sink = sink;
    }

    boolean ready() {
        if (!sink.usable()) {
            return false;
        }
        try {
            return sink.call(FileSink.class, "ready()", READY, FileSink::ready, late -> {});
        } catch (CallFailed e) {
            sink.plugin().problem(e);
            return false;
        }
    }

    /**
     * Whether it wants no byte that might be forged. May take a second.
     *
     * @throws UsiException with {@link ErrorCode#PLUGIN} where it fails
     */
    public boolean authenticOnly() {
        try {
            return sink.call(FileSink.class, "authenticOnly()", READY, FileSink::authenticOnly, late -> {});
        } catch (CallFailed e) {
            throw failure(sink.plugin(), e);
        }
    }

    /**
     * Begins to receive one file. May take ten seconds.
     *
     * @param name the sender's word for it, as it came
     * @param size the size in bytes, at least 0
     * @return the reception, which the caller closes in every case
     * @throws UsiException with {@link ErrorCode#IO} where the sink cannot take the file, with its reason; with
     *     {@link ErrorCode#PLUGIN} where it failed, or is not running any more
     */
    public SinkReception receive(String name, long size) {
        if (!sink.usable()) {
            throw new UsiException(
                    ErrorCode.PLUGIN, "the file sink " + sink.plugin().id() + " is not running");
        }
        try {
            Reception reception = sink.call(
                    FileSink.class,
                    "receive()",
                    RECEIVE,
                    extension -> extension.receive(name, size),
                    late -> SinkReception.discard(sink.plugin(), late));
            if (reception == null) {
                sink.plugin().problem("receive() returned nothing", null);
                throw new UsiException(ErrorCode.PLUGIN, failed(sink.plugin()));
            }
            return new SinkReception(sink, reception);
        } catch (CallFailed e) {
            throw failure(sink.plugin(), e);
        }
    }

    /** What a failed call means for the file: a sink may refuse one without being at fault itself. */
    static UsiException failure(LoadedPlugin plugin, CallFailed e) {
        return failure(plugin, e.getMessage(), e.getCause());
    }

    static UsiException failure(LoadedPlugin plugin, String what, Throwable thrown) {
        if (thrown instanceof IOException) {
            String why = Problems.words(thrown).orElse("");
            return new UsiException(
                    ErrorCode.IO,
                    why.isEmpty() ? "the file could not be stored" : "the file could not be stored: " + why,
                    thrown);
        }
        plugin.problem(what, thrown);
        return new UsiException(ErrorCode.PLUGIN, failed(plugin), thrown);
    }

    private static String failed(LoadedPlugin plugin) {
        return "the file sink " + plugin.id() + " failed: see usi-ctl plugins";
    }
}
