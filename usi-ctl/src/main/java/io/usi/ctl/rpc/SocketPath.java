package io.usi.ctl.rpc;

import io.usi.ctl.CtlException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Where the daemon's control socket is. */
public final class SocketPath {
    /** What fits into {@code sockaddr_un} beside the final zero. */
    private static final int MAX_BYTES = 107;

    /** That of the service of the whole machine. */
    private static final String SYSTEM = "/run/usi/control.sock";

    private SocketPath() {}

    /**
     * The socket to dial.
     *
     * @param option the value of {@code --socket}, or null
     * @throws CtlException where there is no path, or one that no Unix socket can have
     */
    public static Path find(String option, Map<String, String> environment) {
        String path = option != null ? option : given(environment, "USI_SOCKET");
        if (path == null) {
            path = usual(given(environment, "XDG_RUNTIME_DIR"));
        }
        if (path.isEmpty()) {
            throw CtlException.usage("the path of the socket is empty: name the daemon's socket with --socket PATH");
        }
        int bytes = path.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw CtlException.usage("the path of the socket has " + bytes + " bytes and a Unix socket's has at most "
                    + MAX_BYTES + ": use a shorter one, or a relative one");
        }
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw CtlException.usage("this is no path: " + path);
        }
    }

    /**
     * That of the user's own daemon, also when that has ended: what is meant for its peers must not go to others. Else, that
     * of the system's.
     */
    private static String usual(String runtime) {
        String own = runtime == null ? null : runtime + "/usi/control.sock";
        if (own != null && new File(own).getParentFile().exists()) {
            return own;
        }
        if (new File(SYSTEM).exists()) {
            return SYSTEM;
        }
        if (own == null && !isRoot()) {
            throw CtlException.usage("which daemon? There is none of the system (" + SYSTEM + "), and neither"
                    + " $USI_SOCKET nor $XDG_RUNTIME_DIR is set: name the daemon's socket with --socket PATH");
        }
        return own == null ? SYSTEM : own;
    }

    private static String given(Map<String, String> environment, String variable) {
        String value = environment.get(variable);
        return value == null || value.isEmpty() ? null : value;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
