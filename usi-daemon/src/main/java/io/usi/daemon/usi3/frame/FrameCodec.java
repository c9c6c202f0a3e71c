package io.usi.daemon.usi3.frame;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Frames to and from their bodies, without the type before and the padding behind them. */
public final class FrameCodec {
    private FrameCodec() {}

    /**
     * The body of a frame.
     *
     * @throws IllegalArgumentException for a frame of a later version
     */
    public static byte[] encode(Frame frame) {
        return Cbor.encode(fields(frame));
    }

    /**
     * The frame of a body.
     *
     * @param type the record's first byte, 0 to 255
     * @return a frame; {@link Frame.Unknown}, with its body unread, for a type to be ignored
     * @throws UsiException {@link ErrorCode#PROTOCOL} for whatever docs/PROTOCOL.md does not allow, and for DATA, which has
     *     no body
     */
    public static Frame decode(int type, byte[] buffer, int offset, int length) {
        if (type >= Frame.Type.IGNORED) {
            return new Frame.Unknown(type);
        }
        try {
            return frame(type, new Fields(Cbor.decode(buffer, offset, length)));
        } catch (IllegalArgumentException e) {
            throw new UsiException(
                    ErrorCode.PROTOCOL, "the peer sent a frame that USI/3 does not allow: " + e.getMessage(), e);
        }
    }

    private static Frame frame(int type, Fields in) {
        return switch (type) {
            case Frame.Type.HELLO ->
                new Frame.Hello(
                        in.list("versions", Long.class),
                        in.list("features", String.class),
                        in.bytes("x25519"),
                        in.bytes("mlkem"));
            case Frame.Type.READY -> new Frame.Ready(in.text("name"));
            case Frame.Type.RESUME ->
                new Frame.Resume(in.optional("chain", Bytes.class), in.optional("proof", Bytes.class));
            case Frame.Type.TEXT -> new Frame.Text(in.bytes("id"), in.text("text"), from(in));
            case Frame.Type.ACK -> new Frame.Ack(in.bytes("id"), relayed(in));
            case Frame.Type.ROSTER -> in.both("members", "more") ? roster(in) : new Frame.RosterRequest();
            case Frame.Type.JOINED -> new Frame.Joined(in.text("address"), in.text("name"), in.text("fingerprint"));
            case Frame.Type.LEFT -> new Frame.Left(in.text("address"), in.text("name"));
            case Frame.Type.OFFER ->
                new Frame.Offer(in.number("n"), in.bytes("id"), in.text("name"), in.number("size"));
            case Frame.Type.ANSWER ->
                new Frame.Answer(in.number("n"), in.number("offset"), prefix(in), in.optional("until", Long.class));
            case Frame.Type.CREDIT -> new Frame.Credit(in.number("n"), in.number("taken"), in.number("until"));
            case Frame.Type.END -> new Frame.End(in.number("n"), in.optional("size", Long.class));
            case Frame.Type.CANCEL -> new Frame.Cancel(in.number("n"), in.text("reason"));
            case Frame.Type.PING -> new Frame.Ping(in.number("n"));
            case Frame.Type.PONG -> new Frame.Pong(in.number("n"));
            case Frame.Type.CHALLENGE ->
                new Frame.Challenge(
                        in.count("step"), in.optional("data", Bytes.class), in.optional("reason", String.class));
            case Frame.Type.KEY_UPDATE -> new Frame.KeyUpdate();
            case Frame.Type.CLOSE -> new Frame.Close(in.text("reason"));
            default ->
                throw new UsiException(
                        ErrorCode.PROTOCOL, "the peer sent a frame of a type that USI/3 does not know: " + type);
        };
    }

    private static Optional<Frame.From> from(Fields in) {
        return in.optional("from", Map.class)
                .map(Fields::new)
                .map(from -> new Frame.From(from.text("address"), from.text("name")));
    }

    private static Optional<Frame.Relayed> relayed(Fields in) {
        return in.both("held", "of")
                ? Optional.of(new Frame.Relayed(in.count("held"), in.count("of")))
                : Optional.empty();
    }

    private static Optional<Frame.Prefix> prefix(Fields in) {
        Optional<Frame.Prefix> plain = in.optional("sha256", Bytes.class).map(Frame.Prefix.Sha256::new);
        Optional<Frame.Prefix> keyed = in.both("key", "hash")
                ? Optional.of(new Frame.Prefix.Keyed(in.bytes("key"), in.bytes("hash")))
                : Optional.empty();
        Check.that(plain.isEmpty() || keyed.isEmpty(), "two hashes of the same bytes");
        return plain.or(() -> keyed);
    }

    private static Frame roster(Fields in) {
        List<Frame.Entry> members = in.list("members", Map.class).stream()
                .map(Fields::new)
                .map(member -> new Frame.Entry(
                        member.text("address"),
                        member.text("name"),
                        member.text("fingerprint"),
                        member.get("you", Boolean.class)))
                .toList();
        return new Frame.Roster(members, in.get("more", Boolean.class));
    }

    private static Map<String, ?> fields(Frame frame) {
        if (frame instanceof Frame.Hello f) {
            return map("versions", f.versions(), "features", f.features(), "x25519", f.x25519(), "mlkem", f.mlkem());
        } else if (frame instanceof Frame.Ready f) {
            return map("name", f.name());
        } else if (frame instanceof Frame.Resume f) {
            return map("chain", f.chain(), "proof", f.proof());
        } else if (frame instanceof Frame.Text f) {
            return map("id", f.id(), "text", f.text(), "from", f.from().map(FrameCodec::fields));
        } else if (frame instanceof Frame.Ack f) {
            return map(
                    "id", f.id(),
                    "held", f.relayed().map(relayed -> (long) relayed.held()),
                    "of", f.relayed().map(relayed -> (long) relayed.of()));
        } else if (frame instanceof Frame.Roster f) {
            return map("members", f.members().stream().map(FrameCodec::fields).toList(), "more", f.more());
        } else if (frame instanceof Frame.Joined f) {
            return map("address", f.address(), "name", f.name(), "fingerprint", f.fingerprint());
        } else if (frame instanceof Frame.Left f) {
            return map("address", f.address(), "name", f.name());
        } else if (frame instanceof Frame.Offer f) {
            return map("n", f.n(), "id", f.id(), "name", f.name(), "size", f.size());
        } else if (frame instanceof Frame.Answer f) {
            return map(
                    "n", f.n(),
                    "offset", f.offset(),
                    "sha256",
                            f.prefix().map(prefix -> prefix instanceof Frame.Prefix.Sha256 plain ? plain.hash() : null),
                    "key", f.prefix().map(prefix -> prefix instanceof Frame.Prefix.Keyed keyed ? keyed.key() : null),
                    "hash", f.prefix().map(prefix -> prefix instanceof Frame.Prefix.Keyed keyed ? keyed.hash() : null),
                    "until", f.until());
        } else if (frame instanceof Frame.Credit f) {
            return map("n", f.n(), "taken", f.taken(), "until", f.until());
        } else if (frame instanceof Frame.End f) {
            return map("n", f.n(), "size", f.size());
        } else if (frame instanceof Frame.Cancel f) {
            return map("n", f.n(), "reason", f.reason());
        } else if (frame instanceof Frame.Ping f) {
            return map("n", f.n());
        } else if (frame instanceof Frame.Pong f) {
            return map("n", f.n());
        } else if (frame instanceof Frame.Challenge f) {
            return map("step", (long) f.step(), "data", f.data(), "reason", f.reason());
        } else if (frame instanceof Frame.Close f) {
            return map("reason", f.reason());
        } else if (frame instanceof Frame.RosterRequest || frame instanceof Frame.KeyUpdate) {
            return Map.of();
        }
        throw new IllegalArgumentException("a frame of a later version cannot be sent");
    }

    private static Map<String, ?> fields(Frame.From from) {
        return map("address", from.address(), "name", from.name());
    }

    private static Map<String, ?> fields(Frame.Entry entry) {
        return map(
                "address", entry.address(),
                "name", entry.name(),
                "fingerprint", entry.fingerprint(),
                "you", entry.you());
    }

    /** Keys and their values in turn; an {@link Optional} without a value leaves its key out. */
    private static Map<String, ?> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            Object value = pairs[i + 1] instanceof Optional<?> optional ? optional.orElse(null) : pairs[i + 1];
            if (value != null) {
                map.put((String) pairs[i], value);
            }
        }
        return map;
    }
}
