package io.usi.daemon.session;

import java.util.Optional;

/** What a password question is answered with; the session that asked hands it back with what came of it. */
public final class PasswordAnswer {
    private final Optional<String> question;
    private final char[] password;
    private final boolean verify;

    /**
     * @param question the id of the question; empty where the configured password answers, and nobody was asked
     * @param password taken over
     * @param verify whether the peer is to be verified where its password turns out to be the same
     */
    public PasswordAnswer(Optional<String> question, char[] password, boolean verify) {
        this.question = question;
        this.password = password;
        this.verify = verify;
    }

    /** The password itself, wiped by its taker. */
    public char[] password() {
        return password;
    }

    Optional<String> question() {
        return question;
    }

    boolean verify() {
        return verify;
    }
}
