package io.usi.daemon.config;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** A configuration file: TOML of at most 1 MiB. */
public final class ConfigFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final int SHOWN_KEY = 80;

    private final Path path;
    private final TomlTable root;

    private ConfigFile(Path path, TomlTable root) {
        this.path = path;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @param named the file, which is told of by its absolute path
     * @return what stands in it
     * @throws UsiException with {@link ErrorCode#CONFIG} where it cannot be read or is not TOML
     */
    public static ConfigFile read(Path named) {
        Path path = named.toAbsolutePath();
        TomlParseResult parsed = Toml.parse(text(path));
        if (parsed.hasErrors()) {
            TomlParseError first = parsed.errors().get(0);
            TomlPosition at = first.position();
            throw new UsiException(
                    ErrorCode.CONFIG,
                    path + ":" + at.line() + ":" + at.column() + ": not valid TOML: " + withoutContent(first));
        }
        return new ConfigFile(path, parsed);
    }

    /**
     * A value that is needed before all else is known.
     *
     * @param key its key
     * @return what was given, not checked
     */
    public Optional<Given> early(String key) {
        List<String> keyPath = List.of(key.split("\\."));
        for (int depth = 1; depth < keyPath.size(); depth++) {
            if (!root.isTable(keyPath.subList(0, depth))) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(root.get(keyPath)).map(value -> new Given(value, place(key, root, keyPath)));
    }

    /**
     * All values.
     *
     * @param known every key that there is
     * @param secrets those of them whose values are secrets
     * @return the values by their dotted keys; secrets as {@link Secret}
     * @throws UsiException with {@link ErrorCode#CONFIG} where a key is not known, or the file holds a secret that
     *     others can read
     */
    public Map<String, Given> values(Set<String> known, Set<String> secrets) {
        Map<String, Given> values = new LinkedHashMap<>();
        collect(root, List.of(), known, values);
        for (String key : secrets) {
            values.computeIfPresent(key, (k, given) -> secret(given));
        }
        return values;
    }

    private Given secret(Given given) {
        Access.readableByOthers(path).ifPresent(why -> {
            throw given.place()
                    .error("a file with a secret in it must be yours alone, but " + why + ": chmod 600 " + path);
        });
        if (!(given.value() instanceof String text)) {
            throw given.place().error("expected a text in quotation marks");
        }
        return new Given(new Secret(text.toCharArray()), given.place());
    }

    private void collect(TomlTable table, List<String> above, Set<String> known, Map<String, Given> values) {
        for (String name : table.keySet()) {
            List<String> keyPath = new ArrayList<>(above);
            keyPath.add(name);
            String key = String.join(".", keyPath);
            Object value = table.get(List.of(name));
            boolean plain = name.matches("[A-Za-z0-9_-]+");
            if (plain && known.contains(key)) {
                values.put(key, new Given(value, place(key, table, List.of(name))));
            } else if (plain
                    && value instanceof TomlTable inner
                    && known.stream().anyMatch(k -> k.startsWith(key + "."))) {
                collect(inner, keyPath, known, values);
            } else {
                throw place(shown(key), table, List.of(name))
                        .error("there is no such key; the nearest is "
                                + Keys.nearest(key, value instanceof TomlTable ? tables(known) : known));
            }
        }
    }

    private static Set<String> tables(Set<String> known) {
        return known.stream()
                .filter(key -> key.contains("."))
                .map(key -> key.substring(0, key.lastIndexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Place place(String key, TomlTable table, List<String> keyPath) {
        TomlPosition at = table.inputPositionOf(keyPath);
        return new Place.InFile(path, at == null ? 1 : at.line(), at == null ? 1 : at.column(), key);
    }

    private static String shown(String key) {
        String clean = key.replaceAll("[^\\p{L}\\p{N}._-]", "?");
        return clean.length() <= SHOWN_KEY ? clean : clean.substring(0, SHOWN_KEY) + "...";
    }

    /** The parser quotes what it stumbled over, which may be the half of a secret. */
    private static String withoutContent(TomlParseError error) {
        return String.valueOf(error.getMessage())
                .replaceFirst("(?s)^Unexpected .*, expected ", "expected ")
                .replaceFirst("(?s)^(Invalid escape sequence) .*", "$1")
                .replaceAll("\\p{Cntrl}", "?");
    }

    private static String text(Path path) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw unreadable(path, "there is no such file", e);
        } catch (IOException e) {
            throw unreadable(path, Access.reason(e), e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new UsiException(ErrorCode.CONFIG, path + ": larger than 1 MiB; is this the configuration file?");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unreadable(path, "it is not UTF-8", e);
        }
    }

    private static UsiException unreadable(Path path, String why, IOException cause) {
        return new UsiException(ErrorCode.CONFIG, "cannot read the configuration file " + path + ": " + why, cause);
    }
}
