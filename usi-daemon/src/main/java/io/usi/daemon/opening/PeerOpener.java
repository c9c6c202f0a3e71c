package io.usi.daemon.opening;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.crypto.Fingerprints;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.Deadline;
import io.usi.daemon.session.Opener;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.Session.Authentication;
import io.usi.daemon.usi2.NonceForm;
import io.usi.daemon.usi2.Usi2Handshake;
import io.usi.daemon.usi3.Usi3Opener;
import java.io.IOException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Opens sessions of both protocols on one port: the first bytes, up to where it is known which protocol it is (docs/PROTOCOL.md,
 * <em>Opening</em>). One instance for each peer that is connected to, one for all that connect.
 */
public final class PeerOpener implements Opener {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The last resort against a peer that gives a byte now and then. */
    private static final Duration LIMIT = Duration.ofSeconds(12);

    private static final Duration HINT_PATIENCE = Duration.ofMillis(250);
    private static final Duration LATE_HINT_PATIENCE = Duration.ofSeconds(5);
    private static final int PRESET_RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Protocol protocol;
    private final KeyPairPool pairs;
    private final Optional<SecretKeyBytes> presetKey;
    private final String ownName;
    private final Timer timer;
    private final Usi3Opener usi3;
    /** The form in which the next outgoing USI 2 session begins; after a server that did not understand, the other one. */
    private volatile NonceForm form = NonceForm.CUT;
    /** Whether the peer that is connected to has ever shown USI/3: then it never again gets anything less. */
    private volatile boolean shown3;

    /**
     * @param protocol which of USI's own to speak
     * @param ownName this daemon's; may be empty
     */
    public PeerOpener(
            Protocol protocol,
            KeyPairPool pairs,
            Optional<SecretKeyBytes> presetKey,
            String ownName,
            Timer timer,
            Usi3Opener usi3) {
        this.protocol = protocol;
        this.pairs = pairs;
        this.presetKey = presetKey;
        this.ownName = ownName;
        this.timer = timer;
        this.usi3 = usi3;
    }

    private interface Steps {
        Session take(Deadline deadline) throws IOException;
    }

    private Session limited(Connection connection, Steps steps) throws IOException {
        Future<?> limit = timer.after(LIMIT, connection::close);
        try {
            return steps.take(Deadline.in(PATIENCE));
        } finally {
            limit.cancel(false);
        }
    }

    @Override
    public Session accept(Connection connection) throws IOException {
        return limited(
                connection,
                deadline -> presetKey.isPresent()
                        ? acceptPreset(connection, presetKey.get(), deadline)
                        : acceptAutomatic(connection, deadline));
    }

    @Override
    public Session connect(Connection connection) throws IOException {
        return limited(
                connection,
                deadline -> presetKey.isPresent()
                        ? connectPreset(connection, presetKey.get(), deadline)
                        : connectAutomatic(connection, deadline));
    }

    @Override
    public void close() {
        usi3.close();
    }

    private boolean only3() {
        return protocol.equals(Protocol.USI3) || shown3;
    }

    // --- responder ---

    private Session acceptAutomatic(Connection connection, Deadline deadline) throws IOException {
        boolean hinted = !protocol.equals(Protocol.USI2);
        KeyPair pair = takePair(pairs::takeOrShare, connection, deadline);
        boolean used = false;
        try {
            byte[] greeting = KeyExchange.greeting(pair);
            byte[] first = hinted ? join(greeting, Marks.hint()) : greeting;
            write(connection, first);
            byte[] answer = new byte[KeyExchange.ANSWER_CHARS];
            deadline.read(connection, answer, 0, answer.length);
            KeyExchange.checkKey(answer);
            used = true;
            KeyExchange.Agreed agreed = KeyExchange.accept(pair, answer);
            if (agreed.form() == KeyExchange.Form.USI2) {
                if (!pairs.isFirst(pair, agreed.sessionKey().expose())) {
                    agreed.sessionKey().close();
                    throw new UsiException(
                            ErrorCode.PROTOCOL,
                            "the peer's answer was given before: somebody recorded it and gives it again");
                }
                return acceptUsi2(connection, agreed, hinted, deadline);
            }
            check(hinted);
            byte[] hint = new byte[Marks.hintBytes()];
            deadline.read(connection, hint, 0, hint.length);
            check(Arrays.equals(hint, Marks.hint()));
            return usi3.respond(
                    connection,
                    transcript(first, answer, hint),
                    agreed.sessionKey(),
                    Optional.of(agreed.fingerprint()),
                    deadline);
        } finally {
            if (!used) {
                pairs.giveBack(pair);
            }
        }
    }

    private Session acceptUsi2(Connection connection, KeyExchange.Agreed agreed, boolean hinted, Deadline deadline)
            throws IOException {
        try (SecretKeyBytes key = agreed.sessionKey();
                Usi2Handshake names = new Usi2Handshake(connection, key, NonceForm.CUT)) {
            if (protocol.equals(Protocol.USI3)) {
                throw tooOld();
            }
            names.readName(deadline);
            if (hinted && Marks.isMarked(names.nameNonce())) {
                throw new UsiException(
                        ErrorCode.DOWNGRADE,
                        "somebody on the way took out the sign that this daemon speaks USI/3: the session was refused");
            }
            names.sendName(ownName, Usi2Handshake.freshNonce());
            return names.open(true, agreed.fingerprint(), Authentication.NO, timer);
        }
    }

    private Session acceptPreset(Connection connection, SecretKeyBytes preset, Deadline deadline) throws IOException {
        try (Usi2Handshake names = new Usi2Handshake(connection, preset, NonceForm.CUT)) {
            names.readName(deadline);
            if (!protocol.equals(Protocol.USI2) && Marks.isMarked(names.nameNonce())) {
                check(!names.hasMore());
                byte[] hint = join(Marks.presetHint(), random());
                write(connection, hint);
                byte[] random = new byte[PRESET_RANDOM_BYTES];
                deadline.read(connection, random, 0, random.length);
                byte[] th0 = transcript(names.nameMessage(), hint, random);
                return usi3.respond(
                        connection, th0, new SecretKeyBytes(preset.expose().clone()), Optional.empty(), deadline);
            }
            if (protocol.equals(Protocol.USI3)) {
                throw tooOld();
            }
            names.sendName(ownName, Usi2Handshake.freshNonce());
            return names.open(true, Fingerprints.ofPresetKey(preset.expose()), Authentication.PRESET, timer);
        }
    }

    private static UsiException tooOld() {
        return new UsiException(
                ErrorCode.UNSUPPORTED, "the other side speaks USI 2, which protocol = 3 refuses: allow it with auto");
    }

    // --- initiator ---

    private Session connectAutomatic(Connection connection, Deadline deadline) throws IOException {
        byte[] greeting = new byte[KeyExchange.KEY_CHARS];
        deadline.read(connection, greeting, 0, greeting.length);
        boolean hinted = readHint(connection, hintPatience(deadline), deadline);
        if (protocol.equals(Protocol.USI2)) {
            return connectUsi2(connection, greeting, deadline);
        }
        if (hinted) {
            shown3 = true;
            return connectUsi3(connection, greeting, deadline);
        }
        if (only3()) {
            throw downgraded();
        }
        return connectUsi2(connection, greeting, deadline);
    }

    private Deadline hintPatience(Deadline deadline) {
        if (protocol.equals(Protocol.USI3)) {
            return deadline;
        }
        return Deadline.in(shown3 ? LATE_HINT_PATIENCE : HINT_PATIENCE);
    }

    private Session connectUsi3(Connection connection, byte[] greeting, Deadline deadline) throws IOException {
        byte[] sessionKey = new byte[KeyExchange.Form.USI3.keyBytes()];
        RANDOM.nextBytes(sessionKey);
        KeyExchange.Answer answer = KeyExchange.answer(
                KeyExchange.Form.USI3, takePair(pairs::take, connection, deadline), greeting, sessionKey);
        byte[] reply = join(answer.bytes(), Marks.hint());
        write(connection, reply);
        return usi3.initiate(
                connection,
                transcript(greeting, Marks.hint(), reply),
                new SecretKeyBytes(sessionKey),
                Optional.of(answer.fingerprint()),
                deadline);
    }

    private Session connectUsi2(Connection connection, byte[] greeting, Deadline deadline) throws IOException {
        byte[] sessionKey = new byte[KeyExchange.Form.USI2.keyBytes()];
        RANDOM.nextBytes(sessionKey);
        KeyExchange.Answer answer = KeyExchange.answer(
                KeyExchange.Form.USI2, takePair(pairs::take, connection, deadline), greeting, sessionKey);
        write(connection, answer.bytes());
        try (SecretKeyBytes key = new SecretKeyBytes(sessionKey)) {
            Usi2Handshake.pause();
            return exchangeNames(connection, key, answer.fingerprint(), Authentication.NO, deadline);
        }
    }

    private Session exchangeNames(
            Connection connection,
            SecretKeyBytes key,
            String fingerprint,
            Authentication authentication,
            Deadline deadline)
            throws IOException {
        NonceForm first = form;
        byte[] nonce = Usi2Handshake.freshNonce();
        if (protocol.equals(Protocol.AUTO) && authentication == Authentication.NO) {
            Marks.mark(nonce);
        }
        try (Usi2Handshake names = new Usi2Handshake(connection, key, first)) {
            names.sendName(ownName, nonce);
            try {
                if (authentication == Authentication.NO) {
                    passLateHint(connection, deadline);
                }
                names.readName(deadline);
            } catch (UsiException | IOException e) {
                form = shown3 ? first : first.other();
                throw e;
            }
            return names.open(false, fingerprint, authentication, timer);
        }
    }

    /** What should have stood behind the greeting may come in place of the name. */
    private void passLateHint(Connection connection, Deadline deadline) throws IOException {
        byte[] first = new byte[1];
        deadline.read(connection, first, 0, 1);
        if (first[0] != Marks.first()) {
            connection.unread(first[0]);
            return;
        }
        readRestOfHint(connection, deadline);
        if (!protocol.equals(Protocol.USI2)) {
            shown3 = true;
            throw new UsiException(
                    ErrorCode.TIMEOUT, "the other side showed too late that it speaks USI/3: connecting again");
        }
    }

    private boolean readHint(Connection connection, Deadline patience, Deadline deadline) throws IOException {
        byte[] first = new byte[1];
        try {
            patience.read(connection, first, 0, 1);
        } catch (UsiException e) {
            if (e.code() == ErrorCode.TIMEOUT || (only3() && e.code() == ErrorCode.PEER_GONE)) {
                return false;
            }
            throw e;
        }
        check(first[0] == Marks.first());
        readRestOfHint(connection, deadline);
        return true;
    }

    private static void readRestOfHint(Connection connection, Deadline deadline) throws IOException {
        byte[] hint = new byte[Marks.hintBytes()];
        hint[0] = Marks.first();
        deadline.read(connection, hint, 1, hint.length - 1);
        check(Arrays.equals(hint, Marks.hint()));
    }

    private Session connectPreset(Connection connection, SecretKeyBytes preset, Deadline deadline) throws IOException {
        if (protocol.equals(Protocol.USI2)) {
            String fingerprint = Fingerprints.ofPresetKey(preset.expose());
            return exchangeNames(connection, preset, fingerprint, Authentication.PRESET, deadline);
        }
        NonceForm first = form;
        byte[] nonce = Usi2Handshake.freshNonce();
        Marks.mark(nonce);
        try (Usi2Handshake names = new Usi2Handshake(connection, preset, first)) {
            byte[] message = names.sendName("", nonce);
            byte[] hint = new byte[Marks.presetHint().length + PRESET_RANDOM_BYTES];
            try {
                deadline.read(connection, hint, 0, 1);
                if (hint[0] != Marks.first()) {
                    connection.unread(hint[0]);
                    names.readName(deadline);
                    names.sendGoodbye();
                    throw presetDowngrade();
                }
            } catch (UsiException | IOException e) {
                form = e instanceof UsiException usi && usi.code() == ErrorCode.UNSUPPORTED ? first : first.other();
                throw e;
            }
            deadline.read(connection, hint, 1, hint.length - 1);
            byte[] expected = Marks.presetHint();
            check(Arrays.equals(hint, 0, expected.length, expected, 0, expected.length));
            shown3 = true;
            byte[] random = random();
            write(connection, random);
            return usi3.initiate(
                    connection,
                    transcript(message, hint, random),
                    new SecretKeyBytes(preset.expose().clone()),
                    Optional.empty(),
                    deadline);
        }
    }

    private UsiException downgraded() {
        return shown3
                ? new UsiException(
                        ErrorCode.DOWNGRADE,
                        "the other side spoke USI/3 before and now does not show it: somebody may be in the way; disconnect"
                                + " and connect again if it was changed on purpose")
                : new UsiException(
                        ErrorCode.UNSUPPORTED,
                        "the other side does not speak USI/3, and protocol = 3 allows nothing else");
    }

    private UsiException presetDowngrade() {
        return shown3
                ? downgraded()
                : new UsiException(
                        ErrorCode.UNSUPPORTED,
                        "the other side speaks only USI 2, which under a preset key can be replayed and has no forward"
                                + " secrecy: protocol = 2 for this peer allows it");
    }

    // --- both ---

    private interface Taking {
        KeyPair take(long timeout, TimeUnit unit, BooleanSupplier wanted) throws InterruptedException;
    }

    private static KeyPair takePair(Taking pairs, Connection connection, Deadline deadline) {
        try {
            return pairs.take(deadline.millisLeft(), TimeUnit.MILLISECONDS, () -> !connection.isClosed());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsiException(ErrorCode.STATE, "the daemon is stopping", e);
        }
    }

    /** {@code th0}: all keys of USI/3 depend on every byte of an opening before its first record, in the order sent. */
    private static byte[] transcript(byte[]... sent) {
        MessageDigest digest = Fingerprints.sha256();
        digest.update(Marks.ascii("usi3/1"));
        for (byte[] bytes : sent) {
            digest.update(bytes);
        }
        return digest.digest();
    }

    private static byte[] random() {
        byte[] random = new byte[PRESET_RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return random;
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    private static void check(boolean asItMust) {
        if (!asItMust) {
            throw new UsiException(ErrorCode.PROTOCOL, "the other side does not speak as a USI peer does");
        }
    }

    private static void write(Connection connection, byte[] bytes) throws IOException {
        connection.write(bytes, 0, bytes.length);
    }
}
