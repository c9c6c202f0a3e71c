package io.usi.ctl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Which version this is; the build writes it down. */
public final class Version {
    private Version() {}

    /** The version. */
    public static String read() {
        try (InputStream in = Version.class.getResourceAsStream("version")) {
            if (in == null) {
                throw new IllegalStateException("built without a version");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IllegalStateException("the version cannot be read", e);
        }
    }
}
