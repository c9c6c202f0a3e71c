package io.usi.daemon;

import java.nio.file.Path;

/** Where the control socket is unless the user says otherwise. */
final class SocketPlace {
    private SocketPlace() {}

    /**
     * {@code $USI_SOCKET}, else {@code $XDG_RUNTIME_DIR/usi/control.sock}, else {@code /run/usi/control.sock} for root.
     *
     * @throws UsiException {@link ErrorCode#CONTROL_SOCKET} where there is none of these: a shared temporary folder is no
     *     place for it
     */
    static Path usual() {
        String given = System.getenv("USI_SOCKET");
        if (given != null && !given.isEmpty()) {
            return Path.of(given).toAbsolutePath();
        }
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null && !runtime.isEmpty()) {
            return Path.of(runtime, "usi", "control.sock").toAbsolutePath();
        }
        if (System.getProperty("user.name").equals("root")) {
            return Path.of("/run/usi/control.sock");
        }
        throw new UsiException(
                ErrorCode.CONTROL_SOCKET, "no place for the control socket: give --socket PATH, or set USI_SOCKET");
    }
}
