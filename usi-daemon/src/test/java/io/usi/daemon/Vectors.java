package io.usi.daemon;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The values in vectors.json, which an independent implementation computed. */
public final class Vectors {
    private static final Map<String, Object> ALL = load();

    private Vectors() {}

    private static Map<String, Object> load() {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors.json")) {
            return JSON.std.mapFrom(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The entries of one kind; never none. */
    @SuppressWarnings("unchecked")
    public static List<Map<String, Object>> list(String kind) {
        List<Map<String, Object>> entries = (List<Map<String, Object>>) ALL.get(kind);
        if (entries.isEmpty()) {
            throw new IllegalStateException("no vectors of kind " + kind);
        }
        return entries;
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> single(String kind) {
        return (Map<String, Object>) ALL.get(kind);
    }

    public static byte[] hex(Map<String, Object> entry, String field) {
        return HexFormat.of().parseHex((String) entry.get(field));
    }

    /** {@code det(label, n)} as the file describes it. */
    public static byte[] deterministic(String label, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; out.size() < length; i++) {
            out.writeBytes(sha256((label + ":" + i).getBytes(StandardCharsets.UTF_8)));
        }
        return java.util.Arrays.copyOf(out.toByteArray(), length);
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
