package io.usi.daemon.plugin;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.plugin.PeerProtocol;
import io.usi.plugin.PeerProtocol.Link;
import io.usi.plugin.PeerProtocol.Wire;
import io.usi.plugin.PluginException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** A protocol that a plugin speaks. Safe for use by several threads. */
public final class ProtocolHandle {
    /** After this the connection of an opening must be closed, so that the plugin, which may be reading, comes back. */
    public static final Duration PATIENCE = Duration.ofSeconds(9);

    private static final Duration OPEN = Duration.ofSeconds(10);
    private static final Duration LISTEN = Duration.ofSeconds(5);
    private static final int MAX_NAME = 256;
    private static final Pattern FINGERPRINT = Pattern.compile("([0-9a-f]{64})?");

    private final LoadedExtension protocol;
    private final Facts facts;

    /**
     * What a protocol says of itself.
     *
     * @param name as users write it
     * @param encrypted whether all its sessions are
     */
    record Facts(String name, boolean encrypted) {}

    /** What opening one session gave. */
    private record Opened(Link link, String name, String fingerprint) {}

    ProtocolHandle(LoadedExtension protocol, Facts facts) {
        this.protocol = protocol;
        this.facts = facts;
    }

    /** As users write it. */
    public String name() {
        return facts.name();
    }

    /** Whether all its sessions are encrypted. */
    public boolean encrypted() {
        return facts.encrypted();
    }

    /**
     * Where it wants to wait for peers. Called once; may take five seconds.
     *
     * @return empty where it wants none, and where it fails, which is its own problem
     * @throws UsiException with {@link ErrorCode#CONFIG} where it says that what the user gave is wrong
     */
    public Optional<InetSocketAddress> listen() {
        if (!protocol.usable()) {
            return Optional.empty();
        }
        try {
            Optional<InetSocketAddress> address =
                    protocol.call(PeerProtocol.class, "listen()", LISTEN, PeerProtocol::listen, late -> {});
            return address == null ? Optional.empty() : address;
        } catch (CallFailed e) {
            if (e.getCause() instanceof PluginException) {
                throw new UsiException(ErrorCode.CONFIG, e.getMessage(), e.getCause());
            }
            protocol.plugin().problem(e);
            return Optional.empty();
        }
    }

    /**
     * Opens one session. The caller closes the connection after {@link #PATIENCE}, and where this fails.
     *
     * @throws IOException where the other side does not speak this protocol
     * @throws UsiException with {@link ErrorCode#PLUGIN} where the plugin fails, or is not running
     */
    public LinkHandle open(Wire wire) throws IOException {
        if (!protocol.usable()) {
            throw new UsiException(
                    ErrorCode.PLUGIN, "the plugin " + protocol.plugin().id() + " is not running: see usi-ctl plugins");
        }
        try {
            Opened opened = protocol.call(
                    PeerProtocol.class,
                    "open()",
                    OPEN,
                    extension -> {
                        Link link = extension.open(wire);
                        return link == null ? null : new Opened(link, link.peerName(), link.fingerprint());
                    },
                    late -> {});
            return checked(opened);
        } catch (CallFailed e) {
            if (e.getCause() instanceof IOException) {
                throw new IOException("the other side does not speak " + facts.name() + " as it must", e);
            }
            protocol.plugin().problem(e);
            throw LinkHandle.failed(protocol.plugin());
        }
    }

    private LinkHandle checked(Opened opened) {
        boolean whole = opened != null
                && opened.name() != null
                && opened.name().length() <= MAX_NAME
                && opened.fingerprint() != null
                && FINGERPRINT.matcher(opened.fingerprint()).matches();
        if (!whole) {
            protocol.plugin().problem("open() gave no session, or one with a wrong name or fingerprint", null);
            throw LinkHandle.failed(protocol.plugin());
        }
        return new LinkHandle(protocol, opened.link(), opened.name(), opened.fingerprint());
    }
}
