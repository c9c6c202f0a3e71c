package io.usi.daemon.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Which jars may be used, by what is in them. A sum holds for the jar that is then opened since nobody but root and the
 * daemon's user can change it.
 *
 * @param sums the SHA-256 of each, 64 small hexadecimal digits; empty where content does not matter
 */
record AllowedJars(Optional<Set<String>> sums) {
    private static final int BUFFER = 1 << 16;

    /**
     * Checks a jar, which {@link io.usi.daemon.config.Access} has found to be safe.
     *
     * @throws BadPlugin where it is none of them
     * @throws IOException where it cannot be read
     */
    void check(Path jar) throws BadPlugin, IOException {
        if (sums.isEmpty()) {
            return;
        }
        String sum = sum(jar);
        if (!sums.get().contains(sum)) {
            throw new BadPlugin("it is not used: plugins.allow does not have its SHA-256 sum, " + sum);
        }
    }

    private static String sum(Path jar) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(jar)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256", "SUN");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
