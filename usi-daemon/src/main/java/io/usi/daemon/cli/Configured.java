package io.usi.daemon.cli;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.config.Config;
import io.usi.daemon.config.Given;
import io.usi.daemon.config.Keys;
import io.usi.daemon.config.Secret;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * What the daemon was told, and how that is read again while it runs. Of what changed, that is taken over which can be
 * ({@link Keys#LIVE}); the rest stays as it was until the next start. For any thread.
 */
public final class Configured {
    private final byte[] salt = new byte[32];
    private final Optional<Supplier<Map<String, Given>>> source;
    private final Function<Map<String, Given>, Config> builder;
    /** Of the start. They win for ever, and their secrets may be gone. */
    private final Map<String, Given> options;

    /** What holds of the file. */
    private Map<String, Given> given;

    private Map<String, Object> marks;

    /**
     * What another reading brought; keys in alphabetical order.
     *
     * @param taken what changed and holds from now on
     * @param restart what changed and holds after the next start alone
     */
    public record Change(List<String> taken, List<String> restart) {}

    /**
     * @param inFile what stood in the file at the start; its secrets are there still
     * @param options what the command line said
     * @param source reads and checks the file again; empty where there is none
     * @param builder makes the configuration of it
     */
    Configured(
            Map<String, Given> inFile,
            Map<String, Given> options,
            Optional<Supplier<Map<String, Given>>> source,
            Function<Map<String, Given>, Config> builder) {
        new SecureRandom().nextBytes(salt);
        this.given = Map.copyOf(inFile);
        this.options = Map.copyOf(options);
        this.source = source;
        this.builder = builder;
        marks = marks(inFile);
    }

    /**
     * Reads the file again.
     *
     * @param apply puts the configuration into force, which differs from that before in what can be taken over alone; where
     *     it throws nothing has changed
     * @throws UsiException where there is no file, or it is wrong; nothing has changed
     */
    public synchronized Change reread(Consumer<Config> apply) {
        Map<String, Given> now = source.orElseThrow(() -> new UsiException(
                        ErrorCode.STATE, "there is nothing to read again: the daemon was started without --config"))
                .get();
        Map<String, Given> before = given;
        try {
            return take(now, apply);
        } finally {
            wipe(before, given);
            wipe(now, given);
        }
    }

    /** What is no longer, or not, in force. */
    private static void wipe(Map<String, Given> values, Map<String, Given> inForce) {
        values.values().stream().filter(value -> !inForce.containsValue(value)).forEach(value -> {
            if (value.value() instanceof Secret secret) {
                secret.wipe();
            }
        });
    }

    private Config build(Map<String, Given> inFile) {
        return builder.apply(Launcher.together(inFile, options));
    }

    private Change take(Map<String, Given> now, Consumer<Config> apply) {
        // All of it has to be right, not only what is taken over.
        Config unused = build(now);
        Map<String, Object> nowMarks = marks(now);
        Map<String, Given> next = new HashMap<>(given);
        Set<String> taken = new TreeSet<>();
        Set<String> restart = new TreeSet<>();
        Set<String> keys = new TreeSet<>(marks.keySet());
        keys.addAll(nowMarks.keySet());
        for (String key : keys) {
            boolean changed = !Optional.ofNullable(marks.get(key)).equals(Optional.ofNullable(nowMarks.get(key)));
            if (!changed || options.containsKey(key)) {
                continue;
            }
            if (!Keys.LIVE.contains(key)) {
                restart.add(key);
            } else {
                taken.add(key);
                next.remove(key);
                Optional.ofNullable(now.get(key)).ifPresent(value -> next.put(key, value));
            }
        }
        apply.accept(build(next));
        given = Map.copyOf(next);
        marks = marks(marks, nowMarks, taken);
        return new Change(List.copyOf(taken), List.copyOf(restart));
    }

    /** What does not hold yet is still a change the next time. */
    private static Map<String, Object> marks(Map<String, Object> before, Map<String, Object> now, Set<String> taken) {
        Map<String, Object> marks = new HashMap<>(before);
        for (String key : taken) {
            marks.remove(key);
            Optional.ofNullable(now.get(key)).ifPresent(value -> marks.put(key, value));
        }
        return marks;
    }

    private Map<String, Object> marks(Map<String, Given> values) {
        Map<String, Object> made = new HashMap<>();
        values.forEach((key, value) -> made.put(key, mark(value.value())));
        return made;
    }

    /** What two equal values have in common. */
    private Object mark(Object value) {
        if (value instanceof TomlArray array) {
            return array.toJson();
        }
        if (value instanceof TomlTable table) {
            return table.toJson();
        }
        return value instanceof Secret secret ? mark(secret) : value;
    }

    /** Secrets go once they are used; their marks say nothing to who has not the salt, and are not printed. */
    private String mark(Secret secret) {
        char[] text = secret.copy();
        byte[] bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text)).array();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256", "SUN");
            digest.update(salt);
            return HexFormat.of().formatHex(digest.digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        } finally {
            Arrays.fill(text, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
