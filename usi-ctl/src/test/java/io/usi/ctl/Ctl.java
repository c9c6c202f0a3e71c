package io.usi.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import io.usi.ctl.ui.Output;
import io.usi.ctl.ui.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs usi-ctl in this process. */
public final class Ctl {
    private final Map<String, String> environment = new HashMap<>(Map.of("USI_TTY", ""));
    private InputStream in = InputStream.nullInputStream();

    private Ctl() {}

    public static Ctl at(Path socket) {
        Ctl ctl = new Ctl();
        ctl.environment.put("USI_SOCKET", socket.toString());
        return ctl;
    }

    public static Ctl alone() {
        return new Ctl();
    }

    public Ctl with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Ctl in(byte[] input) {
        in = new ByteArrayInputStream(input);
        return this;
    }

    public Ctl in(String input) {
        return in(input.getBytes(StandardCharsets.UTF_8));
    }

    public Ctl in(InputStream input) {
        in = input;
        return this;
    }

    public Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Streams streams = new Streams(
                in,
                new Output(out, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                new Terminal(environment));
        Exit exit = Main.run(arguments, streams);
        return new Result(exit.code(), out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.UTF_8));
    }

    /** How a command ended. */
    public record Result(int exit, String raw, String err) {
        public byte[] bytes() {
            return raw.getBytes(StandardCharsets.ISO_8859_1);
        }

        public String out() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        public List<String> lines() {
            return out().lines().toList();
        }

        public Object json() {
            return json(out());
        }

        public List<Object> jsonLines() {
            return lines().stream().map(Result::json).toList();
        }

        private static Object json(String text) {
            try {
                return JSON.std.anyFrom(text);
            } catch (IOException e) {
                throw new AssertionError(text, e);
            }
        }

        /** Ends with this code; when it is not 0, standard error has exactly one line with each of these texts. */
        public Result fails(int code, String... texts) {
            assertEquals(code, exit, this::toString);
            assertEquals(1, err.lines().count(), this::toString);
            assertEquals("", out(), this::toString);
            for (String text : texts) {
                if (!err.contains(text)) {
                    throw new AssertionError("'" + text + "' is not in: " + err);
                }
            }
            return this;
        }

        /** Ends with 0 and says nothing on standard error. */
        public Result succeeds() {
            assertEquals(0, exit, this::toString);
            assertEquals("", err, this::toString);
            return this;
        }

        @Override
        public String toString() {
            return "exit " + exit + "\nout: " + out() + "\nerr: " + err;
        }
    }
}
