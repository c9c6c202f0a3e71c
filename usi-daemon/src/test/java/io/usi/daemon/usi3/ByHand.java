package io.usi.daemon.usi3;

import io.usi.daemon.crypto.Fingerprints;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.Deadline;
import io.usi.daemon.opening.KeyExchange;
import io.usi.daemon.opening.Marks;
import io.usi.daemon.usi2.NonceForm;
import io.usi.daemon.usi2.Usi2Handshake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Opens sessions up to both HELLOs step by step, for tests that go on in their own way. */
final class ByHand {
    private static final byte[] HINT = "~~~\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PRESET_HINT = "~USI3K~\n".getBytes(StandardCharsets.US_ASCII);

    private ByHand() {}

    /** One side's view of the bytes before the first record. */
    private static final class Phase0 {
        private final MessageDigest digest = Fingerprints.sha256();
        private final Connection connection;
        private final Deadline deadline;

        Phase0(Connection connection, Deadline deadline) {
            this.connection = connection;
            this.deadline = deadline;
            digest.update("usi3/1".getBytes(StandardCharsets.US_ASCII));
        }

        void write(byte[]... parts) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] part : parts) {
                all.writeBytes(part);
            }
            connection.write(all.toByteArray(), 0, all.size());
            digest.update(all.toByteArray());
        }

        byte[] read(int length) throws IOException {
            byte[] bytes = new byte[length];
            deadline.read(connection, bytes, 0, length);
            digest.update(bytes);
            return bytes;
        }

        Handshake handshake(boolean initiator, byte[] secret) throws IOException {
            Handshake handshake =
                    new Handshake(connection, initiator, new KeySchedule(digest.digest(), secret), deadline);
            if (initiator) {
                handshake.helloAsInitiator();
            } else {
                handshake.helloAsResponder();
            }
            return handshake;
        }
    }

    private static KeyPair pair(KeyPairPool pairs) {
        try {
            return pairs.take(10, TimeUnit.SECONDS, () -> true);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static Handshake initiate(Optional<byte[]> key, KeyPairPool pairs, Connection connection, Deadline deadline)
            throws IOException {
        Phase0 phase0 = new Phase0(connection, deadline);
        if (key.isPresent()) {
            byte[] nonce = Usi2Handshake.freshNonce();
            Marks.mark(nonce);
            try (Usi2Handshake names = new Usi2Handshake(connection, new SecretKeyBytes(key.get()), NonceForm.CUT)) {
                phase0.digest.update(names.sendName("", nonce));
            }
            phase0.read(PRESET_HINT.length + 32);
            phase0.write(new byte[32]);
            return phase0.handshake(true, key.get());
        }
        byte[] greeting = phase0.read(KeyExchange.KEY_CHARS);
        phase0.read(HINT.length);
        byte[] sessionKey = new byte[32];
        phase0.write(
                KeyExchange.answer(KeyExchange.Form.USI3, pair(pairs), greeting, sessionKey)
                        .text()
                        .getBytes(StandardCharsets.US_ASCII),
                HINT);
        return phase0.handshake(true, sessionKey);
    }

    static Handshake respond(Optional<byte[]> key, KeyPairPool pairs, Connection connection, Deadline deadline)
            throws IOException {
        Phase0 phase0 = new Phase0(connection, deadline);
        if (key.isPresent()) {
            phase0.read(60);
            phase0.write(PRESET_HINT, new byte[32]);
            phase0.read(32);
            return phase0.handshake(false, key.get());
        }
        KeyPair pair = pair(pairs);
        phase0.write(KeyExchange.greeting(pair), HINT);
        byte[] answer = phase0.read(KeyExchange.ANSWER_CHARS);
        phase0.read(HINT.length);
        return phase0.handshake(
                false, KeyExchange.accept(pair, answer).sessionKey().expose());
    }
}
