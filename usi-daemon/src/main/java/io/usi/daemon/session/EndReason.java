package io.usi.daemon.session;

/** Why a session ended. */
public enum EndReason {
    /** The peer said goodbye. */
    GOODBYE("goodbye", "the peer left"),
    /** This daemon's user closed it. */
    CLOSED("closed", "closed by this daemon's user"),
    /** This daemon stops. */
    STOPPING("stopping", "this daemon stops"),
    /** The stream ended without a goodbye. */
    CUT("cut", "the connection ended without a goodbye"),
    /** The network failed. */
    LOST("lost", "the connection was lost"),
    /** The peer took or gave nothing for too long. */
    STALLED("stalled", "the peer took or gave nothing for too long"),
    /** The peer was too slow for what others said. */
    OVERFLOW("overflow", "the peer was too slow for its queue"),
    /** A file that was being sent changed. */
    FILE_CHANGED("file_changed", "a file changed while it was sent"),
    /** A file came that was not what its sender sealed, so that the stream cannot be trusted to go on. */
    FILE_ALTERED("file_altered", "a file was altered on its way"),
    /** A file was cancelled midway, which this protocol cannot say in another way. */
    CANCELLED("cancelled", "a file was cancelled midway"),
    /** What came was not the peer's next record. */
    ALTERED("altered", "what came was altered, repeated, lost or put in on its way"),
    /** The peer broke the protocol's rules. */
    PROTOCOL("protocol", "the peer did not speak as it must"),
    /** A new session continues this one. */
    REPLACED("replaced", "a new session took its place"),
    /** There are as many sessions as there may be. */
    LIMIT("limit", "the peer has as many sessions as it allows"),
    /** The plugin that speaks its protocol failed. */
    PLUGIN("plugin", "the plugin that speaks its protocol failed"),
    /** Something that is not known to this program went wrong. */
    INTERNAL("internal", "an internal error");

    private final String word;
    private final String text;

    EndReason(String word, String text) {
        this.word = word;
        this.text = text;
    }

    /**
     * The reason that a peer gave for its end.
     *
     * @param word the peer's
     */
    public static EndReason ofPeer(String word) {
        return switch (word) {
            case "closed", "stopping" -> GOODBYE;
            case "replaced" -> REPLACED;
            case "protocol" -> PROTOCOL;
            case "altered" -> ALTERED;
            case "limit", "overflow" -> LIMIT;
            case "stalled" -> STALLED;
            default -> LOST;
        };
    }

    /** Whether a user meant it to end: nothing is expected to go on. */
    public boolean meant() {
        return this == GOODBYE || this == CLOSED || this == STOPPING;
    }

    /** The stable word for programs. */
    public String word() {
        return word;
    }

    /** The same for people. */
    public String text() {
        return text;
    }
}
