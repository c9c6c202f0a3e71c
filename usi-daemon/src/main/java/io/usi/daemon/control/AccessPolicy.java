package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Arrays;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may use the control socket, beyond its mode: where the configuration names users or groups, root, the daemon's own user
 * and those. The kernel says who called (SO_PEERCRED); a group counts where it is the caller's own or lists the caller in
 * /etc/group.
 */
final class AccessPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(AccessPolicy.class);
    private static final Path USERS_HERE = Path.of("/proc/self/uid_map");
    private static final long FEW = 1_000;
    private static final Path GROUPS = Path.of("/etc/group");

    private final List<String> users;
    private final List<String> groups;
    private final UserPrincipal self;

    AccessPolicy(List<String> users, List<String> groups) throws IOException {
        this.users = List.copyOf(users);
        this.groups = List.copyOf(groups);
        this.self = ControlSocket.ownUser();
        UserPrincipalLookupService known = FileSystems.getDefault().getUserPrincipalLookupService();
        for (String user : users) {
            exists(() -> known.lookupPrincipalByName(user), "control.users names a user that does not exist: " + user);
        }
        for (String group : groups) {
            exists(
                    () -> known.lookupPrincipalByGroupName(group),
                    "control.groups names a group that does not exist: " + group);
        }
        if (!(users.isEmpty() && groups.isEmpty()) && seesFewUsers()) {
            LOG.warn(
                    "This process cannot tell who calls (PrivateUsers=yes): control.users and control.groups keep everybody"
                            + " out. Leave them to the socket's own group, or set PrivateUsers=no");
        }
    }

    private interface LookUp {
        UserPrincipal find() throws IOException;
    }

    /** A name that was mistyped lets in nobody, or one day somebody else. */
    private static void exists(LookUp name, String otherwise) throws IOException {
        try {
            name.find();
        } catch (UserPrincipalNotFoundException e) {
            throw new UsiException(ErrorCode.CONTROL_SOCKET, otherwise, e);
        }
    }

    /** Whether this is a user namespace in which nearly everybody has the same name, {@code nobody}; user_namespaces(7). */
    private static boolean seesFewUsers() {
        try (var map = Files.lines(USERS_HERE)) {
            return map.mapToLong(line -> Long.parseLong(line.strip().split(" +", 3)[2]))
                            .sum()
                    < FEW;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /** What the kernel says of a caller. */
    enum Verdict {
        /** The daemon's own user. */
        OWN,
        /** Another one who may. */
        ALLOWED,
        /** One who may not. */
        REFUSED
    }

    Verdict judge(SocketChannel caller) throws IOException {
        UnixDomainPrincipal principal = caller.getOption(ExtendedSocketOptions.SO_PEERCRED);
        if (principal.user().equals(self)) {
            return Verdict.OWN;
        }
        String name = principal.user().getName();
        boolean allowed = (users.isEmpty() && groups.isEmpty())
                || name.equals("root")
                || users.contains(name)
                || groups.contains(principal.group().getName())
                || isMember(name);
        return allowed ? Verdict.ALLOWED : Verdict.REFUSED;
    }

    private boolean isMember(String user) {
        if (groups.isEmpty()) {
            return false;
        }
        try (var lines = Files.lines(GROUPS)) {
            return lines.map(line -> line.split(":", -1))
                    .anyMatch(fields -> fields.length == 4
                            && groups.contains(fields[0])
                            && Arrays.asList(fields[3].split(",", -1)).contains(user));
        } catch (IOException e) {
            LOG.warn("The list of groups cannot be read: only users and their own groups count");
            return false;
        }
    }
}
