package io.usi.daemon.usi2;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.Fingerprints;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.net.Connection;
import io.usi.daemon.session.Opener;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.Session.Authentication;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Opens USI 2 sessions: with fresh RSA keys ({@link KeyExchange}), or with a preset key and none; then the names are
 * exchanged, the client's first. One instance for each peer that is connected to, one for all that connect.
 */
public final class Usi2Opener implements Opener {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SESSION_KEY_BYTES = 16;
    private static final Duration LIMIT = Duration.ofSeconds(12);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final KeyPairPool pairs;
    private final Optional<SecretKeyBytes> presetKey;
    private final String ownName;
    private final Timer timer;
    /** The form in which the next outgoing session begins; after a server that did not understand, the other one. */
    private volatile NonceForm form = NonceForm.CUT;

    /**
     * @param ownName this daemon's; may be empty
     */
    public Usi2Opener(KeyPairPool pairs, Optional<SecretKeyBytes> presetKey, String ownName, Timer timer) {
        this.pairs = pairs;
        this.presetKey = presetKey;
        this.ownName = ownName;
        this.timer = timer;
    }

    @Override
    public Session accept(Connection connection) throws IOException {
        Deadline deadline = new Deadline();
        Secret secret = presetKey.isPresent() ? preset() : greet(connection, deadline);
        return named(connection, secret, NonceForm.CUT, (reader, codec) -> {
            String name = readName(reader, deadline);
            write(connection, codec.seal(TextForms.name(ownName)));
            return new Named(Text.Role.SERVER, name);
        });
    }

    @Override
    public Session connect(Connection connection) throws IOException {
        Deadline deadline = new Deadline();
        NonceForm first = form;
        Secret secret = presetKey.isPresent() ? preset() : answer(connection, deadline);
        return named(connection, secret, first, (reader, codec) -> {
            if (presetKey.isEmpty()) {
                pause();
            }
            write(connection, codec.seal(TextForms.name(ownName)));
            try {
                return new Named(Text.Role.CLIENT, readName(reader, deadline));
            } catch (UsiException | IOException e) {
                form = first.other();
                throw e;
            }
        });
    }

    /** A key, what people compare, and what holding it shows. */
    private record Secret(SecretKeyBytes key, String fingerprint, Authentication authentication) {}

    private record Named(Text.Role role, String name) {}

    private interface NameExchange {
        Named exchange(MessageReader reader, MessageCodec codec) throws IOException;
    }

    private Session named(Connection connection, Secret secret, NonceForm first, NameExchange names)
            throws IOException {
        SessionKey key = new SessionKey(secret.key().expose(), first);
        MessageReader reader = new MessageReader(connection, new MessageCodec(key));
        boolean open = false;
        // Each read has its limit; this one holds against a peer that gives a byte now and then.
        Future<?> limit = timer.after(LIMIT, connection::close);
        try (MessageCodec codec = new MessageCodec(key)) {
            Named named = names.exchange(reader, codec);
            open = true;
            return new Usi2Session(
                    named.role(),
                    connection,
                    key,
                    reader,
                    new Usi2Session.Facts(named.name(), secret.fingerprint(), secret.authentication()),
                    timer,
                    System.nanoTime());
        } finally {
            limit.cancel(false);
            if (!open) {
                reader.close();
                key.close();
            }
        }
    }

    private Secret preset() {
        byte[] key = presetKey.orElseThrow().expose();
        return new Secret(new SecretKeyBytes(key.clone()), Fingerprints.ofPresetKey(key), Authentication.PRESET);
    }

    private Secret greet(Connection connection, Deadline deadline) throws IOException {
        KeyPair pair = takePair(connection, deadline);
        boolean used = false;
        try {
            write(connection, KeyExchange.greeting(pair));
            byte[] text = new byte[KeyExchange.ANSWER_CHARS];
            readText(connection, text, deadline);
            KeyExchange.checkKey(text);
            used = true;
            KeyExchange.Agreed agreed = KeyExchange.accept(pair, text);
            return new Secret(agreed.sessionKey(), agreed.fingerprint(), Authentication.NO);
        } finally {
            if (!used) {
                pairs.giveBack(pair);
            }
        }
    }

    private KeyPair takePair(Connection connection, Deadline deadline) {
        try {
            return pairs.take(deadline.millisLeft(), TimeUnit.MILLISECONDS, () -> !connection.isClosed());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsiException(ErrorCode.STATE, "the daemon is stopping", e);
        }
    }

    private Secret answer(Connection connection, Deadline deadline) throws IOException {
        byte[] greeting = new byte[KeyExchange.KEY_CHARS];
        readText(connection, greeting, deadline);
        byte[] sessionKey = new byte[SESSION_KEY_BYTES];
        RANDOM.nextBytes(sessionKey);
        KeyExchange.Answer answer = KeyExchange.answer(takePair(connection, deadline), greeting, sessionKey);
        write(connection, answer.text().getBytes(StandardCharsets.US_ASCII));
        return new Secret(new SecretKeyBytes(sessionKey), answer.fingerprint(), Authentication.NO);
    }

    private static void write(Connection connection, byte[] bytes) throws IOException {
        connection.write(bytes, 0, bytes.length);
    }

    /** 2.4 would read what follows at once together with the answer. */
    private static void pause() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(Writer.PAUSE_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void readText(Connection connection, byte[] target, Deadline deadline) throws IOException {
        int at = 0;
        while (at < target.length) {
            int count;
            try {
                count = connection.read(target, at, target.length - at, deadline.millisLeft());
            } catch (SocketTimeoutException e) {
                throw silent(e);
            }
            if (count < 0) {
                throw new UsiException(ErrorCode.PEER_GONE, "the other side closed the connection before it was open");
            }
            at += count;
        }
    }

    private static String readName(MessageReader reader, Deadline deadline) throws IOException {
        MessageReader.Item item;
        try {
            item = reader.next(deadline.millisLeft());
        } catch (SocketTimeoutException e) {
            throw silent(e);
        }
        if (item instanceof MessageReader.Item.End) {
            throw new UsiException(
                    ErrorCode.PEER_GONE,
                    "the other side closed the connection before it was open: does it use the same preset key, or none?");
        }
        String name = item instanceof MessageReader.Item.Message message ? TextForms.parseName(message.text()) : null;
        if (name == null) {
            throw new UsiException(
                    ErrorCode.UNDECIPHERABLE,
                    "the other side cannot be understood: does it use the same preset key, or none?");
        }
        return name;
    }

    private static UsiException silent(SocketTimeoutException cause) {
        return new UsiException(
                ErrorCode.TIMEOUT, "the other side did not answer as a USI peer does: is it one?", cause);
    }

    /** Ten seconds from the connection on. */
    private static final class Deadline {
        private final long end = System.nanoTime() + PATIENCE_NANOS;

        /** At least 1, since 0 would mean for ever. */
        int millisLeft() {
            return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        }
    }
}
