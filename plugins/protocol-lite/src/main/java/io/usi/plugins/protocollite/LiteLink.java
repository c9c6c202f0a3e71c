package io.usi.plugins.protocollite;

import io.usi.plugin.PeerProtocol.Author;
import io.usi.plugin.PeerProtocol.Heard;
import io.usi.plugin.PeerProtocol.Link;
import io.usi.plugin.PeerProtocol.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/**
 * One session. A client believes what its server says about the others; a server believes no client, so that a forged
 * system or relayed message is a message of that client that merely looks like one.
 */
final class LiteLink implements Link {
    /** Between two writes, so that the peer reads each by itself. */
    static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How the first thing begins that a server of USI 2 or USI/3 says: base64 of an RSA-2048 key's fixed bytes. */
    private static final String ENCRYPTED_SERVER = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A";

    private final Wire wire;
    private final String theirGoodbye;
    private final String ownGoodbye;
    private volatile long notBefore = System.nanoTime();

    LiteLink(Wire wire) {
        this.wire = wire;
        theirGoodbye = wire.accepted() ? Forms.CLIENT_GOODBYE : Forms.SERVER_GOODBYE;
        ownGoodbye = wire.accepted() ? Forms.SERVER_GOODBYE : Forms.CLIENT_GOODBYE;
    }

    @Override
    public boolean read(Heard room) throws IOException {
        Incoming incoming = new Incoming(wire);
        String text = incoming.next();
        if (!wire.accepted() && text != null && text.startsWith(ENCRYPTED_SERVER)) {
            throw new IOException("this server speaks encrypted USI, not USI-lite");
        }
        boolean goodbye = false;
        while (text != null && !goodbye) {
            boolean joinedToText = text.endsWith(theirGoodbye) && !text.startsWith(Forms.RELAYED);
            goodbye = wire.accepted() ? heardFromClient(text, room) : heardFromServer(text, room);
            text = goodbye ? null : incoming.next();
            goodbye = goodbye || (joinedToText && text == null);
        }
        return goodbye;
    }

    private boolean heardFromClient(String text, Heard room) {
        if (isGoodbye(text)) {
            return true;
        }
        room.text(text);
        return false;
    }

    /** One read: whole lines about who came and left, which end where they end, then one message up to the read's end. */
    private boolean heardFromServer(String read, Heard room) {
        Matcher roster = Forms.ROSTER.matcher(read);
        int at = 0;
        while (roster.region(at, read.length()).lookingAt()) {
            Author author = new Author(roster.group(1), "");
            if (roster.group(2) != null) {
                room.joined(author);
            } else {
                room.left(author);
            }
            at = roster.end();
        }
        String text = read.substring(at);
        if (isGoodbye(text)) {
            return true;
        }
        Matcher relay = Forms.RELAY.matcher(text);
        if (relay.matches()) {
            if (!relay.group(2).isEmpty()) {
                room.relayed(new Author(relay.group(1), ""), relay.group(2));
            }
        } else if (text.startsWith(Forms.SYSTEM)) {
            room.notice(text.substring(Forms.SYSTEM.length()));
        } else if (at == 0 || !text.isBlank()) {
            room.text(text);
        }
        return false;
    }

    private boolean isGoodbye(String text) {
        return text.stripTrailing().equals(theirGoodbye);
    }

    @Override
    public void text(String text) throws IOException {
        write(Forms.chat(text));
    }

    @Override
    public void relay(Author author, String text) throws IOException {
        write(Forms.relay(author, text));
    }

    @Override
    public void joined(Author author) throws IOException {
        write(List.of(Forms.joined(author)));
    }

    @Override
    public void left(Author author) throws IOException {
        write(List.of(Forms.left(author)));
    }

    @Override
    public void goodbye() throws IOException {
        write(List.of(ownGoodbye));
    }

    private void write(List<String> messages) throws IOException {
        for (String message : messages) {
            pause();
            wire.write(message.getBytes(StandardCharsets.UTF_8));
            notBefore = System.nanoTime() + PAUSE_NANOS;
        }
    }

    private void pause() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(notBefore - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted between two messages");
        }
    }
}
