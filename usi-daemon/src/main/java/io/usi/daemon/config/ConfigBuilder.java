package io.usi.daemon.config;

import io.usi.daemon.config.Config.Accept;
import io.usi.daemon.config.Config.Challenge;
import io.usi.daemon.config.Config.Control;
import io.usi.daemon.config.Config.Limits;
import io.usi.daemon.config.Config.Listen;
import io.usi.daemon.config.Config.Messages;
import io.usi.plugin.Setting.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tomlj.TomlTable;

/** Makes a {@link Config} of what was given. */
public final class ConfigBuilder {
    private static final int MAX_NAME = 64;
    private static final long MIB = 1L << 20;
    private static final long DEFAULT_SPOOL = 16L << 30;
    private static final int MAX_SESSIONS = 100_000;
    private static final Pattern SUM = Pattern.compile("[0-9A-Fa-f]{64}");

    /** Where peers that are not encrypted are. */
    private enum Unencrypted {
        APART,
        SHARED
    }

    private final Reader reader;
    private final int port;

    private ConfigBuilder(Map<String, Given> given) {
        reader = new Reader(given);
        port = reader.whole(Keys.PORT, Config.DEFAULT_PORT, 0, 65_535);
    }

    /**
     * Checks what was given and fills in the rest.
     *
     * @param given values by their keys; keys that are not the daemon's own are ignored
     * @param pluginDirectory the plugins' folder where none is configured
     * @return the configuration
     * @throws io.usi.daemon.UsiException where a value is wrong; the message says where it stands and what is expected
     */
    public static Config build(Map<String, Given> given, Optional<Path> pluginDirectory) {
        return new ConfigBuilder(given).build(pluginDirectory);
    }

    /**
     * The plugins' folder, needed before the options of plugins can be read.
     *
     * @param given what was given for {@link Keys#PLUGINS}
     * @return the absolute path
     * @throws io.usi.daemon.UsiException where it is not a path
     */
    public static Path pluginDirectory(Given given) {
        return Reader.path(given);
    }

    /**
     * Which plugins may be used, needed as {@link #pluginDirectory} is.
     *
     * @param given what was given for {@link Keys#ALLOW}
     * @return the SHA-256 sums of their jars, in small hexadecimal digits
     * @throws io.usi.daemon.UsiException where it is no list of such sums
     */
    public static Set<String> allowedPlugins(Given given) {
        String expected = "expected a list of SHA-256 sums, each of 64 hexadecimal digits in quotation marks";
        Set<String> sums = new HashSet<>();
        for (Object element : Reader.elements(given, expected)) {
            if (!(element instanceof String sum) || !SUM.matcher(sum).matches()) {
                throw given.place().error(expected);
            }
            sums.add(sum.toLowerCase(Locale.ROOT));
        }
        return Set.copyOf(sums);
    }

    /**
     * The value of a plugin's setting.
     *
     * @param kind what it looks like
     * @param given what was given for it
     * @return a String, a {@link Secret}, an absolute Path or a Boolean
     * @throws io.usi.daemon.UsiException where it is not of that kind
     */
    public static Object pluginValue(Kind kind, Given given) {
        return switch (kind) {
            case TEXT -> Reader.text(given);
            case PATH -> Reader.path(given);
            case FLAG -> Reader.flag(given);
            case SECRET -> secret(given);
        };
    }

    private Config build(Optional<Path> pluginDirectory) {
        return new Config(
                listen(),
                connect(),
                port,
                name(),
                reader.flag(Keys.NOTIFICATIONS),
                reader.any(Keys.PROTOCOL).map(ConfigBuilder::ownProtocol).orElse(Protocol.AUTO),
                reader.flag(Keys.DEV),
                reader.path(Keys.SOCKET),
                reader.path(Keys.PLUGINS).or(() -> pluginDirectory),
                files(),
                limits(),
                new Control(reader.text(Keys.GROUP), reader.texts(Keys.USERS), reader.texts(Keys.GROUPS)),
                new Messages(
                        reader.duration(Keys.EXPIRE, Duration.ofHours(24), Duration.ofMinutes(1), Duration.ofDays(30))),
                new Challenge(reader.any(Keys.PASSWORD).map(ConfigBuilder::secret)),
                new Config.Room(
                        reader.choice(Keys.UNENCRYPTED, Unencrypted.APART, Unencrypted.class) == Unencrypted.SHARED),
                new Config.Policy(
                        reader.choice(Keys.POLICY_MESSAGES, Config.Who.ALL, Config.Who.class),
                        reader.choice(Keys.POLICY_FILES, Config.Who.ALL, Config.Who.class)));
    }

    private Optional<Listen> listen() {
        Optional<Given> given = reader.any(Keys.LISTEN);
        if (given.isEmpty() || given.get().value().equals(false)) {
            return Optional.empty();
        }
        Given g = given.get();
        if (g.value().equals(true)) {
            return Optional.of(new Listen(Optional.empty()));
        }
        if (!(g.value() instanceof String)) {
            throw g.place().error("expected true, or an address of this machine in quotation marks");
        }
        String address = Reader.text(g);
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        try {
            Target.checkHost(address);
        } catch (IllegalArgumentException e) {
            throw g.place()
                    .error("expected an address of this machine, without a port (which is a setting of its own)");
        }
        return Optional.of(new Listen(Optional.of(address)));
    }

    private List<Target> connect() {
        List<Target> targets = new ArrayList<>();
        Optional<Given> given = reader.any(Keys.CONNECT);
        if (given.isPresent()) {
            String expected =
                    "expected a list, as in [\"host:12800\"], of texts or of tables with address and protocol";
            for (Object element : Reader.elements(given.get(), expected)) {
                targets.add(target(element, given.get().place(), expected));
            }
        }
        return targets;
    }

    private Target target(Object element, Place place, String expected) {
        if (element instanceof String address) {
            return target(address, place);
        }
        if (!(element instanceof TomlTable table)) {
            throw place.error(expected);
        }
        for (String key : table.keySet()) {
            if (!key.equals("address") && !key.equals("protocol")) {
                throw place.error("expected address and protocol in each table, and nothing else");
            }
        }
        Object protocol = table.get(List.of("protocol"));
        if (!(table.get(List.of("address")) instanceof String address)) {
            throw place.error("expected an address in each table, as in {address = \"host:12800\"}");
        }
        Target target = target(address, place);
        return protocol == null
                ? target
                : target.with(Optional.of(protocol(
                        new Given(protocol, place),
                        "expected \"auto\", \"2\", \"3\" or the name of a plugin's protocol")));
    }

    private Target target(String address, Place place) {
        try {
            return Target.parse(address, port);
        } catch (IllegalArgumentException e) {
            throw place.error(e.getMessage());
        }
    }

    private static Protocol ownProtocol(Given g) {
        Protocol protocol = protocol(g, "expected \"auto\", \"2\" or \"3\"");
        if (protocol.isPlugins()) {
            throw g.place()
                    .error("expected \"auto\", \"2\" or \"3\": a plugin's protocol is chosen for a single peer, as in"
                            + " connect = [{address = \"host:12800\", protocol = \"lite\"}]");
        }
        return protocol;
    }

    private static Protocol protocol(Given g, String expected) {
        return Protocol.of(String.valueOf(g.value()))
                .orElseThrow(() -> g.place().error(expected));
    }

    private String name() {
        Optional<Given> given = reader.any(Keys.NAME);
        if (given.isEmpty() || given.get().value().equals("")) {
            return "";
        }
        Given g = given.get();
        String name = g.value() instanceof String text ? text.strip() : null;
        if (name == null) {
            throw g.place().error("expected a text in quotation marks");
        }
        if (name.codePointCount(0, name.length()) > MAX_NAME) {
            throw g.place().error("expected a name of at most 64 characters");
        }
        if (name.contains("|") || name.contains(">>")) {
            throw g.place().error("expected a name without | and >>, which mean something between peers");
        }
        if (name.codePoints().anyMatch(ConfigBuilder::invisible)) {
            throw g.place().error("expected a name without control characters");
        }
        return name;
    }

    private static boolean invisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private Config.Files files() {
        return new Config.Files(
                reader.choice(Keys.ACCEPT, Accept.ASK, Accept.class),
                reader.duration(Keys.OFFER_EXPIRY, Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofDays(7)),
                reader.path(Keys.SPOOL_DIRECTORY).orElseGet(ConfigBuilder::spoolDirectory),
                reader.size(Keys.SPOOL_LIMIT, DEFAULT_SPOOL, MIB));
    }

    private static Path spoolDirectory() {
        Path preferred = Path.of("/var/tmp");
        return Files.isDirectory(preferred) && Files.isWritable(preferred)
                ? preferred
                : Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    }

    private Limits limits() {
        return new Limits(
                reader.whole(Keys.SESSIONS, 1_024, 1, MAX_SESSIONS),
                reader.whole(Keys.SESSIONS_PER_ADDRESS, 256, 1, MAX_SESSIONS),
                reader.whole(Keys.OPENINGS, 64, 1, MAX_SESSIONS),
                reader.whole(Keys.OPENINGS_PER_ADDRESS, 32, 1, MAX_SESSIONS));
    }

    private static Secret secret(Given g) {
        if (!(g.value() instanceof Secret secret)) {
            throw g.place().error("expected a text in quotation marks");
        }
        return secret;
    }
}
