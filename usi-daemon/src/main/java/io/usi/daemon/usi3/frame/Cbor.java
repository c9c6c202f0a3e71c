package io.usi.daemon.usi3.frame;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The part of CBOR in which bodies are written, in the core deterministic encoding (RFC 8949, 4.2.1): one map with texts for
 * keys. Values are {@link Long} (not negative), {@link String}, {@link Bytes}, {@link Boolean}, {@link List} and
 * {@link Map}, the latter two at most {@value #LEVELS} deep, the body itself included.
 *
 * <p>Two bodies of the same meaning are the same bytes, and nothing else is taken. Jackson's CBOR is no help: it neither
 * enforces this form nor writes it (long texts in chunks, 2^31 to 2^32 in eight bytes).
 */
final class Cbor {
    static final int LEVELS = 4;
    static final int MAX_ELEMENTS = 2_000;
    static final int MAX_ENTRIES = 64;

    private static final int UNSIGNED = 0;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int FALSE = 0xf4;
    private static final int TRUE = 0xf5;

    private final byte[] buffer;
    private final int end;
    private int at;

    private Cbor(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        this.at = offset;
        this.end = offset + length;
    }

    /**
     * The body of that map, in whatever order that has its keys.
     *
     * @throws IllegalArgumentException where the map has what no body may have
     */
    static byte[] encode(Map<String, ?> map) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, map, 1);
        return out.toByteArray();
    }

    /**
     * Reads a body, and nothing else than exactly one.
     *
     * @return a map with its keys in the order of the body
     * @throws UsiException {@link ErrorCode#PROTOCOL} where it has another form
     */
    static Map<String, Object> decode(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        Cbor in = new Cbor(buffer, offset, length);
        int head = in.octet();
        require(head >>> 5 == MAP, "not a map");
        Map<String, Object> map = in.map(in.argument(head), 1);
        require(in.at == in.end, "more than a map");
        return map;
    }

    private Object value(int level) {
        int head = octet();
        if (head == TRUE || head == FALSE) {
            return head == TRUE;
        }
        return switch (head >>> 5) {
            case UNSIGNED -> argument(head);
            case BYTES -> bytes(argument(head));
            case TEXT -> text(argument(head));
            case ARRAY -> array(argument(head), level + 1);
            case MAP -> map(argument(head), level + 1);
            default -> throw wrong("a value of a kind that no body has", null);
        };
    }

    private Bytes bytes(long size) {
        int from = skip(size);
        return Bytes.ofRange(buffer, from, at);
    }

    private List<Object> array(long size, int level) {
        require(level <= LEVELS, "too many levels");
        require(size <= MAX_ELEMENTS && size <= end - at, "an array that is too long");
        List<Object> array = new ArrayList<>((int) size);
        for (long i = 0; i < size; i++) {
            array.add(value(level));
        }
        return array;
    }

    private Map<String, Object> map(long size, int level) {
        require(level <= LEVELS, "too many levels");
        require(size <= MAX_ENTRIES && 2 * size <= end - at, "a map that is too long");
        Map<String, Object> map = new LinkedHashMap<>();
        int lastFrom = at;
        int lastTo = at;
        for (long i = 0; i < size; i++) {
            int from = at;
            int head = octet();
            require(head >>> 5 == TEXT, "a key that is no text");
            String key = text(argument(head));
            require(
                    Arrays.compareUnsigned(buffer, lastFrom, lastTo, buffer, from, at) < 0,
                    "keys that are not in order, or not different");
            lastFrom = from;
            lastTo = at;
            map.put(key, value(level));
        }
        return map;
    }

    private String text(long size) {
        int from = skip(size);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buffer, from, at - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw wrong("a text that is not UTF-8", e);
        }
    }

    /** The number in or behind an initial byte: a value or a length. */
    private long argument(int head) {
        int info = head & 0x1f;
        if (info < 24) {
            return info;
        }
        require(info <= 27, "a length that is not definite");
        int size = 1 << (info - 24);
        long n = 0;
        for (int i = 0; i < size; i++) {
            n = n << 8 | octet();
        }
        require(size == 1 ? n >= 24 : n >>> (4 * size) != 0, "a number that is not in its shortest form");
        require(n >= 0, "a number that is too large");
        return n;
    }

    private int octet() {
        return buffer[skip(1)] & 0xff;
    }

    /** Where the next {@code size} bytes begin; they are behind this reader then. */
    private int skip(long size) {
        require(size <= end - at, "less than it says");
        int from = at;
        at += (int) size;
        return from;
    }

    private static void require(boolean right, String found) {
        if (!right) {
            throw wrong(found, null);
        }
    }

    private static UsiException wrong(String found, Throwable cause) {
        return new UsiException(
                ErrorCode.PROTOCOL, "the peer sent a body that is not deterministic CBOR: " + found, cause);
    }

    private static void write(ByteArrayOutputStream out, Object value, int level) {
        if (value instanceof Long n) {
            Check.unsigned(n, "a number");
            head(out, UNSIGNED, n);
        } else if (value instanceof String text) {
            byte[] utf8 = utf8(text);
            head(out, TEXT, utf8.length);
            out.writeBytes(utf8);
        } else if (value instanceof Bytes bytes) {
            head(out, BYTES, bytes.size());
            bytes.writeTo(out);
        } else if (value instanceof Boolean is) {
            out.write(is ? TRUE : FALSE);
        } else if (value instanceof List<?> list) {
            Check.that(level <= LEVELS, "too many levels");
            Check.that(list.size() <= MAX_ELEMENTS, "too many elements");
            head(out, ARRAY, list.size());
            list.forEach(element -> write(out, element, level + 1));
        } else if (value instanceof Map<?, ?> map) {
            Check.that(level <= LEVELS, "too many levels");
            Check.that(map.size() <= MAX_ENTRIES, "too many entries");
            head(out, MAP, map.size());
            sorted(map).forEach((key, inner) -> {
                out.writeBytes(key);
                write(out, inner, level + 1);
            });
        } else {
            throw new IllegalArgumentException("a value of a kind that no body has");
        }
    }

    private static Map<byte[], Object> sorted(Map<?, ?> map) {
        Map<byte[], Object> sorted = new TreeMap<>(Arrays::compareUnsigned);
        map.forEach((key, value) -> {
            Check.that(key instanceof String, "a key that is no text");
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            write(encoded, key, 1);
            sorted.put(encoded.toByteArray(), value);
        });
        return sorted;
    }

    private static void head(ByteArrayOutputStream out, int major, long n) {
        int size = n < 24 ? 0 : n < 1L << 8 ? 1 : n < 1L << 16 ? 2 : n < 1L << 32 ? 4 : 8;
        int info = size == 0 ? (int) n : 24 + Integer.numberOfTrailingZeros(size);
        out.write(major << 5 | info);
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            out.write((int) (n >>> shift));
        }
    }

    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text has half a surrogate pair", e);
        }
    }
}
