package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.Deadline;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.Session.Authentication;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * The records of an opening: HELLO, READY and RESUME (docs/PROTOCOL.md, <em>Opening</em>). One instance for each peer that is
 * connected to, whose chain it holds; one for all that connect.
 */
public final class Usi3Opener {
    private static final int NAME_BYTES = 256;

    private final Usi3 shared;
    /** Of the peer that is connected to: what its next session may continue. */
    private Chain own;

    private final Future<?> expiry;
    private boolean closed;

    Usi3Opener(Usi3 shared) {
        this.shared = shared;
        expiry = shared.timer().every(Chains.EXPIRY_PERIOD, this::heldChain);
    }

    /** The peer is not connected to any more: what waits for it fails. */
    public void close() {
        expiry.cancel(false);
        Chain last;
        synchronized (this) {
            closed = true;
            last = own;
            own = null;
        }
        if (last != null) {
            last.end(ErrorCode.PEER_GONE, "the peer is not connected to any more");
        }
    }

    /**
     * Opens as the side that connected.
     *
     * @param th0 the hash of everything sent before
     * @param secret the session key or the preset key; closed here
     * @param fingerprint of the public keys; empty with a preset key
     */
    public Session initiate(
            Connection connection, byte[] th0, SecretKeyBytes secret, Optional<String> fingerprint, Deadline deadline)
            throws IOException {
        try (secret;
                Handshake handshake =
                        new Handshake(connection, true, new KeySchedule(th0, secret.expose()), deadline)) {
            handshake.helloAsInitiator();
            handshake.write(ready());
            String name = handshake.readReady();
            Optional<Chain> held = heldChain();
            handshake.write(new Frame.Resume(
                    held.map(Chain::id), held.map(chain -> chain.proof(true, handshake.transcript()))));
            Frame.Resume answer = handshake.read(Frame.Resume.class);
            boolean proved = answer.proof().isPresent();
            if (answer.chain().isPresent()) {
                throw new UsiException(ErrorCode.PROTOCOL, "the other side does not open a USI/3 session as it must");
            }
            if (proved
                    && held.filter(chain -> chain.isProof(answer.proof().get(), false, handshake.transcript()))
                            .isEmpty()) {
                throw new UsiException(
                        ErrorCode.UNPROVED,
                        "the other side tried to pass for the peer of an earlier session and could not prove it");
            }
            Chain chain =
                    held.filter(h -> proved).orElseGet(() -> new Chain(true, handshake.exporter(), shared.files(true)));
            if (!proved) {
                held.ifPresent(Usi3Opener::dropUnproved);
                keep(chain);
            }
            return session(handshake, name, fingerprint, chain, chain.nextNumber(), proved);
        }
    }

    private static void dropUnproved(Chain chain) {
        chain.end(ErrorCode.UNPROVED, "the peer came back without a proof that it is the same: send it again if it is");
    }

    private Optional<Chain> heldChain() {
        Chain old;
        synchronized (this) {
            old = own;
            if (old == null || (!old.ended() && old.idleNanos() <= Chains.LIFE.toNanos())) {
                return Optional.ofNullable(old);
            }
            own = null;
        }
        old.end(ErrorCode.PEER_GONE, "the peer did not come back");
        return Optional.empty();
    }

    private synchronized void keep(Chain chain) {
        if (closed) {
            throw new UsiException(ErrorCode.STATE, "the peer is not connected to any more");
        }
        own = chain;
    }

    /** Opens as the side that was connected to; as {@link #initiate}. */
    public Session respond(
            Connection connection, byte[] th0, SecretKeyBytes secret, Optional<String> fingerprint, Deadline deadline)
            throws IOException {
        try (secret;
                Handshake handshake =
                        new Handshake(connection, false, new KeySchedule(th0, secret.expose()), deadline)) {
            handshake.helloAsResponder();
            handshake.write(ready());
            String name = handshake.readReady();
            Frame.Resume wanted = handshake.read(Frame.Resume.class);
            Optional<Chain> proved = wanted.chain()
                    .flatMap(shared.chains()::find)
                    .filter(chain -> wanted.proof().isPresent()
                            && chain.isProof(wanted.proof().get(), true, handshake.transcript()));
            Chain chain = proved.orElseGet(() -> {
                Chain made = new Chain(false, handshake.exporter(), shared.files(false));
                shared.chains().add(made);
                return made;
            });
            // From here on no earlier session can begin to take the place that is made free.
            long number = chain.nextNumber();
            if (proved.isPresent()) {
                replace(chain, deadline);
            }
            handshake.write(new Frame.Resume(
                    Optional.empty(), proved.map(known -> known.proof(false, handshake.transcript()))));
            return session(handshake, name, fingerprint, chain, number, proved.isPresent());
        }
    }

    /** A session of that chain may still be thought open on this side. */
    private static void replace(Chain chain, Deadline deadline) {
        chain.attached().ifPresent(old -> old.replace(deadline));
    }

    private Session session(
            Handshake handshake, String name, Optional<String> fingerprint, Chain chain, long number, boolean resumed) {
        String compared = fingerprint.orElseGet(() -> HexFormat.of().formatHex(handshake.fingerprint()));
        Authentication authentication = fingerprint.isPresent() ? Authentication.NO : Authentication.PRESET;
        return handshake.open(shared, new Usi3Session.Facts(name, compared, authentication, resumed), chain, number);
    }

    private Frame.Ready ready() {
        String name = shared.ownName();
        while (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return new Frame.Ready(name);
    }
}
