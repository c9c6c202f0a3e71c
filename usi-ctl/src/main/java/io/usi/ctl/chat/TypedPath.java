package io.usi.ctl.chat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Paths as people type them, or as a terminal pastes them where a file is dropped on it: blanks need neither quotes nor backslashes, and
 * may have them.
 */
final class TypedPath {
    /** Not where a backslash parts folders. */
    private static final boolean ESCAPES = File.separatorChar != '\\';

    private final String home;

    /** Takes the user's home from the environment, as a shell does, and from the system's users where it says none. */
    TypedPath(Map<String, String> environment) {
        String own = environment.getOrDefault("HOME", "");
        home = own.isEmpty() ? System.getProperty("user.home") : own;
    }

    /**
     * The path, where {@code ~} is the user's home. What is there as it was typed is meant, whatever its name looks like.
     *
     * @throws InvalidPathException where it is none
     */
    Path resolve(String typed) {
        Path plain = inHome(typed);
        boolean quoted = typed.startsWith("'") || typed.startsWith("\"") || (ESCAPES && typed.indexOf('\\') >= 0);
        return !quoted || Files.exists(plain) ? plain : inHome(unquoted(typed));
    }

    private Path inHome(String path) {
        if (path.equals("~") || path.startsWith("~/")) {
            return Path.of(home).resolve(path.substring(Math.min(2, path.length())));
        }
        return Path.of(path);
    }

    /** Without quotes and backslashes, as a shell reads them; as it is where a quote or a backslash is left open. */
    private static String unquoted(String typed) {
        StringBuilder path = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            boolean escapes = ESCAPES && c == '\\' && quote != '\'';
            if (escapes && i + 1 == typed.length()) {
                return typed;
            }
            if (escapes && (quote == 0 || "\"\\".indexOf(typed.charAt(i + 1)) >= 0)) {
                path.append(typed.charAt(++i));
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                path.append(c);
            }
        }
        return quote == 0 ? path.toString() : typed;
    }
}
