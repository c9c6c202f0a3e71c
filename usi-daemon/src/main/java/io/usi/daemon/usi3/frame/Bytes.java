package io.usi.daemon.usi3.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string: an id, a hash, a proof, a public key. It compares in constant time, and prints as its length. */
public final class Bytes {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** A copy of these bytes. */
    public static Bytes of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /** A copy of the bytes from {@code from} up to {@code to}, which is not one of them. */
    static Bytes ofRange(byte[] buffer, int from, int to) {
        return new Bytes(Arrays.copyOfRange(buffer, from, to));
    }

    /** Bytes that nobody can guess. */
    public static Bytes random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return new Bytes(bytes);
    }

    /** How many bytes these are. */
    public int size() {
        return value.length;
    }

    /** A copy. */
    public byte[] toArray() {
        return value.clone();
    }

    /**
     * Eight of the bytes as a number, the first one highest.
     *
     * @throws IndexOutOfBoundsException where there are no eight from there on
     */
    public long longAt(int offset) {
        return ByteBuffer.wrap(value).getLong(offset);
    }

    /** Hexadecimal, in lower case. */
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    void writeTo(ByteArrayOutputStream out) {
        out.writeBytes(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && MessageDigest.isEqual(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return value.length + " bytes";
    }
}
