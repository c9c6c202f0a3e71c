package io.usi.daemon.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The keys of the daemon's own settings, as they stand in the configuration file. */
public final class Keys {
    /** {@code true}, or the address to listen on. */
    public static final String LISTEN = "listen";
    /** The peers to connect to. */
    public static final String CONNECT = "connect";
    /** The port. */
    public static final String PORT = "port";
    /** The name that peers see. */
    public static final String NAME = "name";
    /** Whether people are told of what happens. */
    public static final String NOTIFICATIONS = "notifications";
    /** Which protocol to speak. */
    public static final String PROTOCOL = "protocol";
    /** Whether technical detail is printed. */
    public static final String DEV = "dev";
    /** The control socket. */
    public static final String SOCKET = "control.socket";
    /** The plugins' folder. */
    public static final String PLUGINS = "plugins.directory";
    /** The SHA-256 sums of the plugins that may be used. */
    public static final String ALLOW = "plugins.allow";

    static final String GROUP = "control.group";
    static final String USERS = "control.users";
    static final String GROUPS = "control.groups";
    static final String ACCEPT = "files.accept";
    static final String OFFER_EXPIRY = "files.offer_expiry";
    static final String SPOOL_DIRECTORY = "spool.directory";
    static final String SPOOL_LIMIT = "spool.limit";
    static final String SESSIONS = "limits.sessions";
    static final String SESSIONS_PER_ADDRESS = "limits.sessions_per_address";
    static final String OPENINGS = "limits.openings";
    static final String OPENINGS_PER_ADDRESS = "limits.openings_per_address";
    static final String EXPIRE = "messages.expire";
    static final String PASSWORD = "challenge.password";
    static final String UNENCRYPTED = "room.unencrypted";
    /** Who gets messages; errors name it. */
    public static final String POLICY_MESSAGES = "policy.messages";
    /** Who gets files; errors name it. */
    public static final String POLICY_FILES = "policy.files";

    /** All of them. */
    public static final List<String> ALL = List.of(
            LISTEN,
            CONNECT,
            PORT,
            NAME,
            NOTIFICATIONS,
            PROTOCOL,
            DEV,
            SOCKET,
            GROUP,
            USERS,
            GROUPS,
            PLUGINS,
            ALLOW,
            ACCEPT,
            OFFER_EXPIRY,
            SPOOL_DIRECTORY,
            SPOOL_LIMIT,
            SESSIONS,
            SESSIONS_PER_ADDRESS,
            OPENINGS,
            OPENINGS_PER_ADDRESS,
            EXPIRE,
            PASSWORD,
            UNENCRYPTED,
            POLICY_MESSAGES,
            POLICY_FILES);

    /** Those of them whose values are secrets. */
    public static final List<String> SECRETS = List.of(PASSWORD);

    /** Those of them that can change while the daemon runs. */
    public static final Set<String> LIVE = Set.of(
            CONNECT,
            USERS,
            GROUPS,
            ACCEPT,
            OFFER_EXPIRY,
            SPOOL_LIMIT,
            SESSIONS,
            SESSIONS_PER_ADDRESS,
            OPENINGS,
            OPENINGS_PER_ADDRESS,
            EXPIRE,
            PASSWORD,
            POLICY_MESSAGES,
            POLICY_FILES);

    private Keys() {}

    /**
     * The word that takes the fewest edits.
     *
     * @param word what the user wrote
     * @param known the words to choose from; not empty
     * @return the nearest of them, the first one where several are as near
     */
    public static String nearest(String word, Collection<String> known) {
        String nearest = "";
        int least = Integer.MAX_VALUE;
        String lower = word.toLowerCase(Locale.ROOT);
        for (String candidate : known) {
            int edits = edits(lower, candidate);
            if (edits < least) {
                least = edits;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
