package io.usi.daemon.usi2;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.Deadline;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.Session.Authentication;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * The end of USI 2's opening: the names, the client's first. Either {@link #open opened} or closed at its end; used by the
 * thread that opens.
 */
public final class Usi2Handshake implements AutoCloseable {
    private final Connection connection;
    private final SessionKey key;
    private final MessageReader reader;
    private final MessageCodec codec;
    private String peerName = "";
    private boolean opened;

    /**
     * @param secret the session's key, copied
     * @param first the form of nonce to begin with
     */
    public Usi2Handshake(Connection connection, SecretKeyBytes secret, NonceForm first) {
        this.connection = connection;
        key = new SessionKey(secret.expose().clone(), first);
        reader = new MessageReader(connection, new MessageCodec(key));
        codec = new MessageCodec(key);
    }

    /** A random nonce for {@link #sendName}. */
    public static byte[] freshNonce() {
        return SessionKey.freshNonce();
    }

    /** Waits as long as USI 2.4 needs to tell what was written before from what follows. */
    public static void pause() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(Writer.PAUSE_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Sends this side's name; returns what went over the wire. */
    public byte[] sendName(String name, byte[] nonce) throws IOException {
        return write(TextForms.name(name), nonce);
    }

    /** Says goodbye as a client does. */
    public void sendGoodbye() throws IOException {
        pause();
        write(Text.CLIENT_GOODBYE, SessionKey.freshNonce());
    }

    private byte[] write(String text, byte[] nonce) throws IOException {
        byte[] wire = codec.seal(text, nonce);
        connection.write(wire, 0, wire.length);
        return wire;
    }

    /**
     * Reads the other side's name.
     *
     * @throws UsiException where something else came, or nothing in time
     */
    public void readName(Deadline deadline) throws IOException {
        MessageReader.Item item;
        try {
            item = reader.next(deadline.millisLeft());
        } catch (SocketTimeoutException e) {
            throw Deadline.silent(e);
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
        peerName = name;
    }

    /** Whether something came behind that message already. */
    public boolean hasMore() {
        return reader.hasBuffered();
    }

    /** The message in which the other side's name came, as it stood on the wire. */
    public byte[] nameMessage() {
        return reader.firstMessage();
    }

    /** The nonce of that message, 15 bytes. */
    public byte[] nameNonce() {
        return MessageCodec.nonce(reader.firstMessage());
    }

    /**
     * The open session.
     *
     * @param server whether this side accepted the connection
     * @param fingerprint what people compare
     */
    public Session open(boolean server, String fingerprint, Authentication authentication, Timer timer) {
        opened = true;
        return new Usi2Session(
                server ? Text.Role.SERVER : Text.Role.CLIENT,
                connection,
                key,
                reader,
                new Usi2Session.Facts(peerName, fingerprint, authentication),
                timer,
                System.nanoTime());
    }

    @Override
    public void close() {
        codec.close();
        if (!opened) {
            reader.close();
            key.close();
        }
    }
}
