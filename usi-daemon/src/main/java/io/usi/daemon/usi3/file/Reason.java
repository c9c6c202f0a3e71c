package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;

/** The words for why a transfer was cancelled, and what they mean to users. */
final class Reason {
    static final String REFUSED = "refused";
    static final String EXPIRED = "expired";
    static final String CANCELLED = "cancelled";
    static final String ALTERED = "altered";
    static final String CHANGED = "changed";
    static final String IO = "io";
    static final String LIMIT = "limit";
    static final String GONE = "gone";

    private Reason() {}

    /** What the peer is told about a failure on this side. */
    static String of(ErrorCode code) {
        return switch (code) {
            case CANCELLED -> CANCELLED;
            case REFUSED -> REFUSED;
            case TIMEOUT, STALLED -> EXPIRED;
            case FILE_ALTERED -> ALTERED;
            case FILE_CHANGED -> CHANGED;
            case LIMIT, SPOOL_FULL -> LIMIT;
            case PEER_GONE -> GONE;
            default -> IO;
        };
    }

    /** What this side's user is told where the peer that gets a file ended it; the peer's word is not shown. */
    static UsiException ofReceiver(String reason) {
        return switch (reason) {
            case REFUSED -> new UsiException(ErrorCode.REFUSED, "the peer refused the file");
            case EXPIRED -> new UsiException(ErrorCode.TIMEOUT, "the peer did not take the file in time");
            case CANCELLED -> new UsiException(ErrorCode.REFUSED, "the peer cancelled the file");
            case ALTERED ->
                new UsiException(ErrorCode.FILE_ALTERED, "what the peer got is not the file: it changed meanwhile");
            case LIMIT ->
                new UsiException(ErrorCode.LIMIT, "the peer takes no more files at present: send it again later");
            case IO -> new UsiException(ErrorCode.REFUSED, "the peer could not store the file");
            case GONE -> new UsiException(ErrorCode.PEER_GONE, "whoever was to get the file is gone");
            default -> new UsiException(ErrorCode.REFUSED, "the peer ended the transfer");
        };
    }

    /** What this side's user is told where the peer that gives a file ended it. */
    static UsiException ofSender(String reason) {
        return switch (reason) {
            case CANCELLED -> new UsiException(ErrorCode.REFUSED, "the peer cancelled the file");
            case CHANGED ->
                new UsiException(ErrorCode.FILE_ALTERED, "the file changed on the peer's side while it was sent");
            case IO -> new UsiException(ErrorCode.REFUSED, "the peer could not read the file");
            case GONE -> new UsiException(ErrorCode.PEER_GONE, "whoever gave the file is gone");
            default -> new UsiException(ErrorCode.REFUSED, "the peer ended the transfer");
        };
    }
}
