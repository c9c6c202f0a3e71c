package io.usi.daemon;

import java.util.Objects;

/**
 * The root of everything this program throws on purpose. The message is one sentence for people that says what to do
 * next; it holds no secret, no text of a message, no file's content.
 */
public class UsiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** A failure with nothing behind it. */
    public UsiException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** A failure caused by another, whose message is shown to nobody. */
    public UsiException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
    }

    /** What kind of failure this is. */
    public ErrorCode code() {
        return code;
    }
}
