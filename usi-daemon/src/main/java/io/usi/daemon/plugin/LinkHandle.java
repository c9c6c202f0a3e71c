package io.usi.daemon.plugin;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.plugin.PeerProtocol.Heard;
import io.usi.plugin.PeerProtocol.Link;
import java.io.IOException;

/**
 * An open session of a plugin's protocol. Its methods run in the caller's thread and have no limit of time: what bounds them
 * is the connection, which the caller closes. The caller should be a platform thread, which costs nobody else anything where
 * the plugin does not come back.
 */
public final class LinkHandle {
    private final LoadedExtension protocol;
    private final Link link;
    private final String name;
    private final String fingerprint;

    LinkHandle(LoadedExtension protocol, Link link, String name, String fingerprint) {
        this.protocol = protocol;
        this.link = link;
        this.name = name;
        this.fingerprint = fingerprint;
    }

    /** A call into the session. */
    public interface Call<R> {
        /** Carries it out. */
        R on(Link link) throws IOException;
    }

    /** The peer's own word for itself, unchecked; may be empty. */
    public String name() {
        return name;
    }

    /** 64 hexadecimal digits, or empty. */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * Reads to the session's end.
     *
     * @return whether the peer said goodbye
     * @throws IOException as {@link #call} does
     */
    public boolean read(Heard room) throws IOException {
        return call("read()", l -> l.read(room));
    }

    /**
     * Calls into the plugin.
     *
     * @param what the method, for errors
     * @throws IOException where the plugin says so
     * @throws UsiException with {@link ErrorCode#PLUGIN} where it fails otherwise
     */
    public <R> R call(String what, Call<R> call) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(protocol.plugin().guard().loader());
        try {
            return call.on(link);
        } catch (IOException e) {
            throw e;
        } catch (Throwable thrown) {
            protocol.plugin().problem(Problems.oneLine(what, thrown), thrown);
            throw failed(protocol.plugin());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * What is to be done when the plugin is stopped, which must not block.
     *
     * @return takes it back
     */
    public Runnable onStop(Runnable action) {
        return protocol.onStop(action);
    }

    /** It did not come back although its connection was closed. */
    public void stuck() {
        protocol.markStuck(CallFailed.stuck("read()", "10 s of the end of its connection"));
    }

    static UsiException failed(LoadedPlugin plugin) {
        return new UsiException(ErrorCode.PLUGIN, "the plugin " + plugin.id() + " failed: see usi-ctl plugins");
    }
}
