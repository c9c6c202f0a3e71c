package io.usi.daemon;

import java.util.Objects;

/** A failure whose message is one sentence for people, without a secret and without user content. */
public class UsiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /**
     * A failure with nothing behind it.
     *
     * @param code what kind of failure
     * @param message for people
     */
    public UsiException(ErrorCode code, String message) {
        super(message);
        this.code = Objects.requireNonNull(code, "code");
    }

    /**
     * A failure caused by another.
     *
     * @param code what kind of failure
     * @param message for people
     * @param cause for {@code --dev}
     */
    public UsiException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
    }

    /**
     * What kind of failure this is.
     *
     * @return the code
     */
    public ErrorCode code() {
        return code;
    }
}
