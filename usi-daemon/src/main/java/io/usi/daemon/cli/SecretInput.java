package io.usi.daemon.cli;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.config.Access;
import io.usi.daemon.config.Place;
import io.usi.daemon.config.Secret;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Turns what stands on the command line for a secret into the secret: {@code @FILE} is the first line of a file, {@code
 * -} a line of standard input, anything else the secret itself.
 */
final class SecretInput {
    private static final int MAX_BYTES = 4_096;

    private final InputStream standardInput;
    private final Optional<Console> terminal;
    private final List<String> warnings;
    private final boolean onTerminal;
    private boolean read;

    /**
     * Reads nothing yet.
     *
     * @param standardInput where {@code -} reads
     * @param terminal what standard input is, where it is a terminal: it is then asked for, without an echo
     * @param onTerminal whether standard input is a terminal, as the launcher found
     * @param warnings gets a line for each secret that others can see
     */
    SecretInput(InputStream standardInput, Optional<Console> terminal, boolean onTerminal, List<String> warnings) {
        this.standardInput = standardInput;
        this.terminal = terminal;
        this.onTerminal = onTerminal;
        this.warnings = warnings;
    }

    /**
     * The secret that a word stands for.
     *
     * @param missing the code of the failure where it cannot be had
     * @throws UsiException with that code; with {@link ErrorCode#USAGE} where the word makes no sense here
     */
    Secret secret(String word, Place.Option place, ErrorCode missing) {
        try {
            return read(word, place);
        } catch (Missing e) {
            throw new UsiException(missing, place.error(e.getMessage()).getMessage(), e);
        }
    }

    /** It cannot be had, whatever the command line says. */
    private static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(String why) {
            super(why);
        }
    }

    private Secret read(String word, Place.Option place) throws Missing {
        String option = place.option();
        if (word.equals("-")) {
            return fromStandardInput(place);
        }
        if (word.startsWith("@")) {
            return fromFile(word.substring(1), place);
        }
        warnings.add(option + ": others can see this secret in the list of processes; give " + option + " @FILE or "
                + option + " -");
        return new Secret(word.toCharArray());
    }

    private Secret fromStandardInput(Place.Option place) throws Missing {
        if (read) {
            throw place.error("only one secret can come from standard input");
        }
        read = true;
        if (terminal.isPresent()) {
            char[] typed = terminal.get().readPassword("%s: ", place.option());
            if (typed == null) {
                throw new Missing("nothing was typed");
            }
            return new Secret(typed);
        }
        if (onTerminal) {
            // Without a console the JVM cannot turn the echo off: on Java 17 there is none where output goes elsewhere.
            throw place.error(
                    "what is typed here would be seen: let standard output be the terminal too, or give @FILE");
        }
        try {
            return new Secret(line(standardInput));
        } catch (IOException e) {
            throw new Missing("standard input cannot be read: " + Access.reason(e));
        }
    }

    private Secret fromFile(String name, Place.Option place) throws Missing {
        Path file;
        try {
            file = Path.of(name);
        } catch (InvalidPathException e) {
            throw place.error("expected @FILE with the path of a file");
        }
        if (Files.isRegularFile(file)) {
            Access.readableByOthers(file)
                    .ifPresent(why -> warnings.add(
                            place.option() + ": " + file + " is no secret: " + why + "; chmod 600 " + file));
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Secret(line(in));
        } catch (IOException e) {
            throw new Missing("cannot read " + file + ": " + Access.reason(e));
        }
    }

    /** The bytes up to the end of the first line, and not one more where the stream has no buffer of its own. */
    private static char[] line(InputStream in) throws IOException, Missing {
        byte[] bytes = new byte[MAX_BYTES];
        int length = 0;
        try {
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                if (length == MAX_BYTES) {
                    throw new Missing("its first line is longer than 4096 bytes: is this the secret?");
                }
                bytes[length++] = (byte) b;
            }
            if (length > 0 && bytes[length - 1] == '\r') {
                length--;
            }
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            char[] characters = Arrays.copyOf(decoded.array(), decoded.limit());
            Arrays.fill(decoded.array(), '\0');
            return characters;
        } catch (CharacterCodingException e) {
            throw new Missing("its first line is not UTF-8");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
