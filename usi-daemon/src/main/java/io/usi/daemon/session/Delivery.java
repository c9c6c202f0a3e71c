package io.usi.daemon.session;

import io.usi.daemon.ErrorCode;

/** What became of a text for one recipient. */
public sealed interface Delivery {
    /** The peer's daemon holds it. */
    record Delivered() implements Delivery {}

    /** It was written; the protocol has no report. */
    record Sent() implements Delivery {}

    /** It did not go. */
    record Failed(ErrorCode code, String problem) implements Delivery {}
}
