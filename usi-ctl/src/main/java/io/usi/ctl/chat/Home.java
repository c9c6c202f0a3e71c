package io.usi.ctl.chat;

import java.nio.file.Path;

/** Paths as people type them. */
final class Home {
    private Home() {}

    /** A path, where {@code ~} is the user's home. */
    static Path resolve(String path) {
        if (path.equals("~") || path.startsWith("~/")) {
            return Path.of(System.getProperty("user.home")).resolve(path.substring(Math.min(2, path.length())));
        }
        return Path.of(path);
    }
}
