package io.usi.daemon.systemd;

import java.io.IOException;

/** Asks a part of the daemon that does its work for a sign of life. */
@FunctionalInterface
public interface Check {
    /**
     * Returns once there is one. Where the part hangs this may never be.
     *
     * @throws IOException where there is none; the message says what does not work, for the log
     */
    void pass() throws IOException;
}
