package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.MlKem768;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.crypto.X25519Pair;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.Deadline;
import io.usi.daemon.session.Names;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.Session.Authentication;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The records of an opening: HELLO, READY and RESUME (docs/PROTOCOL.md, <em>Opening</em>). One instance for each peer that is
 * connected to, whose chain it holds; one for all that connect.
 */
public final class Usi3Opener {
    private static final long VERSION = 1;
    private static final int NAME_BYTES = 256;

    private final Usi3 shared;
    /** Of the peer that is connected to: what its next session may continue. */
    private Chain own;

    Usi3Opener(Usi3 shared) {
        this.shared = shared;
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
            if (proved
                    && held.filter(chain -> chain.isProof(answer.proof().get(), false, handshake.transcript()))
                            .isEmpty()) {
                throw new UsiException(
                        ErrorCode.UNPROVED,
                        "the other side tried to pass for the peer of an earlier session and could not prove it");
            }
            if (!proved) {
                held.ifPresent(Usi3Opener::dropUnproved);
                keep(new Chain(handshake.exporter(), shared.files(true)));
            }
            return session(handshake, name, fingerprint, heldChain().orElseThrow(), proved);
        }
    }

    private static void dropUnproved(Chain chain) {
        chain.end(ErrorCode.UNPROVED, "the peer came back without a proof that it is the same: send it again if it is");
    }

    private synchronized Optional<Chain> heldChain() {
        if (own != null && (own.ended() || own.idleNanos() > Chains.LIFE.toNanos())) {
            own.end(ErrorCode.PEER_GONE, "the peer did not come back");
            own = null;
        }
        return Optional.ofNullable(own);
    }

    private synchronized void keep(Chain chain) {
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
            proved.ifPresent(chain -> replace(chain, deadline));
            handshake.write(new Frame.Resume(
                    Optional.empty(), proved.map(chain -> chain.proof(false, handshake.transcript()))));
            Chain chain = proved.orElseGet(() -> {
                Chain made = new Chain(handshake.exporter(), shared.files(false));
                shared.chains().add(made);
                return made;
            });
            return session(handshake, name, fingerprint, chain, proved.isPresent());
        }
    }

    /** A session of that chain may still be thought open on this side. */
    private static void replace(Chain chain, Deadline deadline) {
        chain.attached().ifPresent(old -> old.replace(deadline));
    }

    private Session session(
            Handshake handshake, String name, Optional<String> fingerprint, Chain chain, boolean resumed) {
        String compared = fingerprint.orElseGet(() -> HexFormat.of().formatHex(handshake.fingerprint()));
        Authentication authentication = fingerprint.isPresent() ? Authentication.NO : Authentication.PRESET;
        return handshake.open(
                shared, new Usi3Session.Facts(name, compared, authentication, resumed), chain, chain.nextNumber());
    }

    private Frame.Ready ready() {
        String name = shared.ownName();
        while (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return new Frame.Ready(name);
    }

    /** One opening's records and keys; what it leaves behind, if anything, is an open session. */
    private static final class Handshake implements AutoCloseable {
        private final Connection connection;
        private final boolean initiator;
        private final KeySchedule keys;
        private final Deadline deadline;
        private final RecordWriter writer;
        private final RecordReader reader;
        private boolean opened;

        Handshake(Connection connection, boolean initiator, KeySchedule keys, Deadline deadline) {
            this.connection = connection;
            this.initiator = initiator;
            this.keys = keys;
            this.deadline = deadline;
            writer = new RecordWriter(connection, TrafficKey.single(keys.helloKey(initiator)));
            reader = new RecordReader(connection, TrafficKey.single(keys.helloKey(!initiator)));
        }

        void helloAsInitiator() throws IOException {
            try (X25519Pair pair = X25519Pair.generate();
                    MlKem768 kem = MlKem768.generate()) {
                byte[] own = writer.write(hello(pair.publicKey(), kem.publicKey()));
                Frame.Hello answer = read(Frame.Hello.class);
                if (!answer.versions().equals(List.of(VERSION))) {
                    throw violation();
                }
                byte[] kemSecret = kem.decapsulate(answer.mlkem().toArray());
                byte[] agreed = pair.agree(answer.x25519().toArray());
                derive(own, reader.padded(), kemSecret, agreed);
            }
        }

        void helloAsResponder() throws IOException {
            Frame.Hello question = read(Frame.Hello.class);
            byte[] theirs = reader.padded();
            if (!question.versions().contains(VERSION)) {
                throw new UsiException(
                        ErrorCode.UNSUPPORTED, "the other side speaks a version of USI/3 that is not known here");
            }
            try (X25519Pair pair = X25519Pair.generate();
                    MlKem768.Encapsulation kem =
                            MlKem768.encapsulate(question.mlkem().toArray())) {
                byte[] agreed = pair.agree(question.x25519().toArray());
                byte[] own = writer.write(hello(pair.publicKey(), kem.ciphertext()));
                derive(theirs, own, kem.secret(), agreed);
            }
        }

        private static Frame.Hello hello(byte[] x25519, byte[] mlKem) {
            return new Frame.Hello(List.of(VERSION), List.of(), Bytes.of(x25519), Bytes.of(mlKem));
        }

        private void derive(byte[] initiatorHello, byte[] responderHello, byte[] kemSecret, byte[] agreed) {
            keys.hellos(initiatorHello, responderHello, kemSecret, agreed);
            Arrays.fill(kemSecret, (byte) 0);
            Arrays.fill(agreed, (byte) 0);
            writer.key(TrafficKey.chain(keys.trafficSecret(initiator)));
            reader.key(TrafficKey.chain(keys.trafficSecret(!initiator)));
        }

        void write(Frame frame) throws IOException {
            writer.write(frame);
        }

        String readReady() throws IOException {
            String name = Names.clean(read(Frame.Ready.class).name());
            reader.ready();
            return name;
        }

        <T extends Frame> T read(Class<T> expected) throws IOException {
            reader.next(deadline);
            if (reader.type() == Records.DATA) {
                throw violation();
            }
            Frame frame = reader.frame();
            if (!expected.isInstance(frame)) {
                throw violation();
            }
            return expected.cast(frame);
        }

        private static UsiException violation() {
            return new UsiException(ErrorCode.PROTOCOL, "the other side does not open a USI/3 session as it must");
        }

        byte[] transcript() {
            return keys.transcript();
        }

        byte[] exporter() {
            return keys.exporter();
        }

        byte[] fingerprint() {
            return keys.fingerprint();
        }

        Session open(Usi3 shared, Usi3Session.Facts facts, Chain chain, long number) {
            opened = true;
            return new Usi3Session(
                    shared, connection, initiator, reader, writer, facts, chain, number, keys.exporter());
        }

        @Override
        public void close() {
            keys.close();
            if (!opened) {
                writer.close();
                reader.close();
            }
        }
    }
}
