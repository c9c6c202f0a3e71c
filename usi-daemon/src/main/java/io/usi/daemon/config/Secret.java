package io.usi.daemon.config;

import java.util.Arrays;
import java.util.Objects;

/** Characters that nobody may see. Equal to itself alone; prints as a placeholder. Safe for use by several threads. */
public final class Secret {
    private char[] characters;

    /**
     * Takes the characters over.
     *
     * @param characters the secret; the array belongs to this object from now on
     */
    public Secret(char[] characters) {
        this.characters = Objects.requireNonNull(characters, "characters");
    }

    /**
     * A copy of the characters.
     *
     * @return a fresh array, which the caller wipes
     * @throws IllegalStateException where the secret was wiped
     */
    public synchronized char[] copy() {
        if (characters == null) {
            throw new IllegalStateException("the secret was wiped");
        }
        return characters.clone();
    }

    /** Overwrites the characters. May be called more than once. */
    public synchronized void wipe() {
        if (characters != null) {
            Arrays.fill(characters, '\0');
            characters = null;
        }
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
