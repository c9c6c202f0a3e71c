package io.usi.daemon.cli;

import io.usi.daemon.ErrorCode;

/** What {@code usi-daemon} ends with. */
public enum ExitCode {
    /** It was told to stop. */
    OK(0),
    /** A defect of its own. */
    INTERNAL(1),
    /** The command line makes no sense. */
    USAGE(2),
    /** It cannot listen, as where the port is in use. */
    LISTEN(3),
    /** A host is not known. */
    UNKNOWN_HOST(4),
    /** The preset key is wrong or cannot be had. */
    KEY(5),
    /** The configuration cannot be read, or is wrong. */
    CONFIG(6),
    /** The control socket is in use, or cannot be made. */
    CONTROL_SOCKET(7),
    /** A plugin failed without which it must not start. */
    PLUGIN(8);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /**
     * The number.
     *
     * @return 0 to 8
     */
    public int code() {
        return code;
    }

    /**
     * What a failure to start means.
     *
     * @param failure its code
     * @return the exit code
     */
    public static ExitCode of(ErrorCode failure) {
        return switch (failure) {
            case USAGE -> USAGE;
            case CONFIG, UNSUPPORTED -> CONFIG;
            case KEY -> KEY;
            case PLUGIN -> PLUGIN;
            case CANNOT_LISTEN -> LISTEN;
            case UNKNOWN_HOST -> UNKNOWN_HOST;
            case CONTROL_SOCKET -> CONTROL_SOCKET;
            default -> INTERNAL;
        };
    }
}
