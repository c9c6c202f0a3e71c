package io.usi.daemon.cli;

import io.usi.daemon.ErrorCode;

/** What {@code usi-daemon} ends with. */
public enum ExitCode {
    /** It was told to stop. */
    OK(0, "it was told to stop, or printed its help or version"),
    /** A defect of its own. */
    INTERNAL(1, "an error of its own"),
    /** The command line makes no sense. */
    USAGE(2, "the command line makes no sense"),
    /** It cannot listen, as where the port is in use. */
    LISTEN(3, "it cannot listen, as where the port is in use"),
    /** A host is not known. */
    UNKNOWN_HOST(4, "a host is not known"),
    /** The preset key is wrong or cannot be had. */
    KEY(5, "the preset key is wrong or cannot be had"),
    /** The configuration cannot be read, or is wrong. */
    CONFIG(6, "the configuration cannot be read, or is wrong"),
    /** The control socket is in use, or cannot be made. */
    CONTROL_SOCKET(7, "the control socket is in use, or cannot be made"),
    /** A plugin failed without which it must not start. */
    PLUGIN(8, "a plugin failed without which it must not start");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
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
     * What it means, for the manual.
     *
     * @return a few words
     */
    public String meaning() {
        return meaning;
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
