package io.usi.daemon.usi3.frame;

import java.util.List;
import java.util.Optional;

/**
 * What a record of USI/3 says, without its padding (docs/PROTOCOL.md, "Frames"). A frame that exists has nothing that the
 * page does not allow wherever it stands: the constructors throw {@link IllegalArgumentException} for sizes, numbers and
 * combinations that no frame has. Sizes of texts are bytes of UTF-8. Whether a frame may come now, and from this side, is
 * the session's to judge.
 *
 * <p>No frame shows texts, names, addresses or the content of byte strings in {@code toString()}.
 */
public sealed interface Frame {
    /** The bytes of an id of a text or a file. */
    int ID_BYTES = 16;
    /** The longest text, in bytes. */
    int MAX_TEXT = 65_536;
    /** The longest name of a peer, in bytes. */
    int MAX_NAME = 256;
    /** The longest name of a file, in bytes. */
    int MAX_FILE_NAME = 1_024;
    /** The longest address, in bytes. */
    int MAX_ADDRESS = 64;
    /** The most data of a step of the password question, in bytes. */
    int MAX_CHALLENGE = 1_024;

    /** The number by which records name the kind of frame: 1 to 255. */
    int type();

    /** The numbers of the kinds of frames. */
    final class Type {
        public static final int HELLO = 1;
        public static final int READY = 2;
        public static final int RESUME = 3;
        public static final int TEXT = 4;
        public static final int ACK = 5;
        public static final int ROSTER = 6;
        public static final int JOINED = 7;
        public static final int LEFT = 8;
        public static final int OFFER = 9;
        public static final int ANSWER = 10;
        /** The one without a body in CBOR, and so without a {@link Frame}. */
        public static final int DATA = 11;

        public static final int CREDIT = 12;
        public static final int END = 13;
        public static final int CANCEL = 14;
        public static final int PING = 15;
        public static final int PONG = 16;
        public static final int CHALLENGE = 17;
        public static final int KEY_UPDATE = 18;
        public static final int CLOSE = 19;
        /** From here on kinds that are not known are ignored. */
        public static final int IGNORED = 128;

        private Type() {}
    }

    /** The versions a side speaks, and its part of the key exchange: 1,184 bytes of ML-KEM (initiator) or 1,088 (responder). */
    record Hello(List<Long> versions, List<String> features, Bytes x25519, Bytes mlkem) implements Frame {
        private static final int ENCAPSULATION_KEY = 1_184;
        private static final int CIPHERTEXT = 1_088;

        public Hello {
            versions = List.copyOf(versions);
            features = List.copyOf(features);
            versions.forEach(version -> Check.unsigned(version, "a version"));
            features.forEach(Check::utf8);
            Check.size(x25519, 32, "an X25519 key");
            Check.that(
                    mlkem.size() == ENCAPSULATION_KEY || mlkem.size() == CIPHERTEXT,
                    "what is for ML-KEM is neither a key nor a ciphertext");
        }

        @Override
        public int type() {
            return Type.HELLO;
        }

        @Override
        public String toString() {
            return "Hello[versions=" + versions + ", mlkem=" + mlkem + "]";
        }
    }

    /** The opening is done; the name may be empty. */
    record Ready(String name) implements Frame {
        public Ready {
            Check.text(name, MAX_NAME, "a name");
        }

        @Override
        public int type() {
            return Type.READY;
        }

        @Override
        public String toString() {
            return "Ready[]";
        }
    }

    /** What proves that this session goes on with a chain: both parts (initiator), the proof (responder) or nothing. */
    record Resume(Optional<Bytes> chain, Optional<Bytes> proof) implements Frame {
        public Resume {
            chain.ifPresent(id -> Check.size(id, ID_BYTES, "a chain's id"));
            proof.ifPresent(hash -> Check.size(hash, 32, "a proof"));
            Check.that(proof.isPresent() || chain.isEmpty(), "a chain without a proof");
        }

        @Override
        public int type() {
            return Type.RESUME;
        }
    }

    /** Somebody said something: the peer, or whom a relaying responder names. */
    record Text(Bytes id, String text, Optional<From> from) implements Frame {
        public Text {
            Check.size(id, ID_BYTES, "an id");
            Check.text(text, MAX_TEXT, "a text");
        }

        @Override
        public int type() {
            return Type.TEXT;
        }

        @Override
        public String toString() {
            return "Text[relayed=" + from.isPresent() + "]";
        }
    }

    /** The author of a relayed text. */
    record From(String address, String name) {
        public From {
            Check.text(address, MAX_ADDRESS, "an address");
            Check.text(name, MAX_NAME, "a name");
        }

        @Override
        public String toString() {
            return "From[]";
        }
    }

    /** The receiving daemon holds a text; or what became of the relayed copies. */
    record Ack(Bytes id, Optional<Relayed> relayed) implements Frame {
        public Ack {
            Check.size(id, ID_BYTES, "an id");
        }

        @Override
        public int type() {
            return Type.ACK;
        }
    }

    /** How many of the guests to whom a text was relayed hold it. */
    record Relayed(int held, int of) {
        public Relayed {
            Check.that(held >= 0 && held <= of, "more guests hold a text than it was relayed to");
        }
    }

    /** The initiator asks who is there. */
    record RosterRequest() implements Frame {
        @Override
        public int type() {
            return Type.ROSTER;
        }
    }

    /** Who is there, or a part of it. */
    record Roster(List<Entry> members, boolean more) implements Frame {
        public Roster {
            members = List.copyOf(members);
            Check.that(members.size() <= Cbor.MAX_ELEMENTS, "too many members for one frame");
        }

        @Override
        public int type() {
            return Type.ROSTER;
        }

        @Override
        public String toString() {
            return "Roster[members=" + members.size() + ", more=" + more + "]";
        }
    }

    /** A member of the room; its fingerprint may be empty. {@code you}: the one who asked. */
    record Entry(String address, String name, String fingerprint, boolean you) {
        public Entry {
            Check.text(address, MAX_ADDRESS, "an address");
            Check.text(name, MAX_NAME, "a name");
            Check.fingerprint(fingerprint);
        }

        @Override
        public String toString() {
            return "Entry[you=" + you + "]";
        }
    }

    /** Somebody came; the fingerprint may be empty. */
    record Joined(String address, String name, String fingerprint) implements Frame {
        public Joined {
            Check.text(address, MAX_ADDRESS, "an address");
            Check.text(name, MAX_NAME, "a name");
            Check.fingerprint(fingerprint);
        }

        @Override
        public int type() {
            return Type.JOINED;
        }

        @Override
        public String toString() {
            return "Joined[]";
        }
    }

    /** Somebody went. */
    record Left(String address, String name) implements Frame {
        public Left {
            Check.text(address, MAX_ADDRESS, "an address");
            Check.text(name, MAX_NAME, "a name");
        }

        @Override
        public int type() {
            return Type.LEFT;
        }

        @Override
        public String toString() {
            return "Left[]";
        }
    }

    /** A file of {@code size} bytes, as transfer {@code n} of this session. */
    record Offer(long n, Bytes id, String name, long size) implements Frame {
        public Offer {
            Check.transfer(n);
            Check.size(id, ID_BYTES, "an id");
            Check.text(name, MAX_FILE_NAME, "a file's name");
            Check.unsigned(size, "a file's size");
        }

        @Override
        public int type() {
            return Type.OFFER;
        }

        @Override
        public String toString() {
            return "Offer[n=" + n + ", size=" + size + "]";
        }
    }

    /** What somebody has of the beginning of a file, so that another one can compare it. */
    sealed interface Prefix {
        /** Its SHA-256. */
        record Sha256(Bytes hash) implements Prefix {
            public Sha256 {
                Check.size(hash, 32, "a hash");
            }
        }

        /** Its hash under a key that was nobody else's until now (RFC 7253, section 4.1). */
        record Keyed(Bytes key, Bytes hash) implements Prefix {
            public Keyed {
                Check.size(key, 16, "a hash's key");
                Check.size(hash, 16, "a hash under a key");
            }
        }
    }

    /**
     * Where a transfer begins: the receiver's word with {@code until}, and with what it has before {@code offset} where that is
     * something; the sender's with neither.
     */
    record Answer(long n, long offset, Optional<Prefix> prefix, Optional<Long> until) implements Frame {
        public Answer {
            Check.transfer(n);
            Check.unsigned(offset, "an offset");
            until.ifPresent(position -> Check.unsigned(position, "a position"));
            Check.that(until.isPresent() || prefix.isEmpty(), "a hash without a position");
        }

        @Override
        public int type() {
            return Type.ANSWER;
        }
    }

    /** The receiver's storage has the file up to {@code taken}, and it may be sent up to {@code until}. */
    record Credit(long n, long taken, long until) implements Frame {
        public Credit {
            Check.transfer(n);
            Check.unsigned(taken, "a position");
            Check.unsigned(until, "a position");
        }

        @Override
        public int type() {
            return Type.CREDIT;
        }
    }

    /** All was sent (with the size), or all was taken (without). */
    record End(long n, Optional<Long> size) implements Frame {
        public End {
            Check.transfer(n);
            size.ifPresent(all -> Check.unsigned(all, "a file's size"));
        }

        @Override
        public int type() {
            return Type.END;
        }
    }

    /** The end of a transfer that is not done, or the answer to it; the reason is a word. */
    record Cancel(long n, String reason) implements Frame {
        public Cancel {
            Check.transfer(n);
            Check.word(reason);
        }

        @Override
        public int type() {
            return Type.CANCEL;
        }
    }

    /** Are you there? */
    record Ping(long n) implements Frame {
        public Ping {
            Check.unsigned(n, "a number");
        }

        @Override
        public int type() {
            return Type.PING;
        }
    }

    /** The answer to the PING of the same number. */
    record Pong(long n) implements Frame {
        public Pong {
            Check.unsigned(n, "a number");
        }

        @Override
        public int type() {
            return Type.PONG;
        }
    }

    /** A step of the password question, 1 to 4, with its data; or its end, 0, with a word for the reason. */
    record Challenge(int step, Optional<Bytes> data, Optional<String> reason) implements Frame {
        public Challenge {
            Check.that(step >= 0 && step <= 4, "no step of the password question");
            Check.that(data.isPresent() == (step != 0) && reason.isPresent() == (step == 0), "a step without its part");
            data.ifPresent(part -> Check.that(part.size() <= MAX_CHALLENGE, "a step of too many bytes"));
            reason.ifPresent(Check::word);
        }

        @Override
        public int type() {
            return Type.CHALLENGE;
        }
    }

    /** The last record under its key. */
    record KeyUpdate() implements Frame {
        @Override
        public int type() {
            return Type.KEY_UPDATE;
        }
    }

    /** The last record of its direction; the reason is a word. */
    record Close(String reason) implements Frame {
        public Close {
            Check.word(reason);
        }

        @Override
        public int type() {
            return Type.CLOSE;
        }
    }

    /** A frame of a later version, to be ignored: from {@value Type#IGNORED} on. */
    record Unknown(int type) implements Frame {
        public Unknown {
            Check.that(type >= Type.IGNORED && type <= 255, "not a type to be ignored");
        }
    }
}
