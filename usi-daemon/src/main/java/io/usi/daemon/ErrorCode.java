package io.usi.daemon;

/** What kind of thing went wrong. */
public enum ErrorCode {
    /** The command line makes no sense. */
    USAGE,
    /** The configuration file cannot be read or is wrong. */
    CONFIG,
    /** The preset key is wrong or cannot be had. */
    KEY,
    /** A plugin failed. */
    PLUGIN,
    /** Input or output failed. */
    IO,
    /** No plugin has that id. */
    NO_SUCH_PLUGIN,
    /** Not possible in the present state. */
    STATE
}
