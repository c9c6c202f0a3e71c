package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.MlKem768;
import io.usi.daemon.crypto.X25519Pair;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.Deadline;
import io.usi.daemon.session.Names;
import io.usi.daemon.session.Session;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** One opening's records and keys; what it leaves behind, if anything, is an open session. */
final class Handshake implements AutoCloseable {
    private static final long VERSION = 1;

    private final Connection connection;
    private final boolean initiator;
    private final KeySchedule keys;
    private final Deadline deadline;
    private final RecordWriter writer;
    private final RecordReader reader;
    private boolean opened;

    /**
     * Begins.
     *
     * @param keys taken over
     */
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
        return new Usi3Session(shared, connection, initiator, reader, writer, facts, chain, number, keys.exporter());
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
