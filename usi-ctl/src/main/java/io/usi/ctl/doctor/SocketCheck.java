package io.usi.ctl.doctor;

import io.usi.ctl.Exit;
import io.usi.ctl.text.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the control socket is there, and who may open it. */
final class SocketCheck {
    private static final Texts TEXTS = Texts.of(SocketCheck.class);
    private static final Path GROUPS = Path.of("/etc/group");
    /** Of a mode: everybody may write there, and nobody may take away what is another's, as in {@code /tmp}. */
    private static final int STICKY = 0x200;

    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private SocketCheck() {}

    static List<Finding> look(Path socket) {
        Path parent = socket.toAbsolutePath().getParent();
        PosixFileAttributes attributes;
        Optional<String> exposed;
        try {
            attributes = Files.readAttributes(socket, PosixFileAttributes.class);
            exposed = exposed(parent);
        } catch (NoSuchFileException e) {
            return missing(socket, parent);
        } catch (IOException | UnsupportedOperationException e) {
            return List.of(unseen(socket));
        }
        if (!attributes.isOther()) {
            return List.of(Finding.problem("socket", TEXTS.get("socket.other", socket), TEXTS.get("socket.name")));
        }
        String who = TEXTS.get(
                "socket.is",
                socket,
                PosixFilePermissions.toString(attributes.permissions()),
                attributes.owner().getName(),
                attributes.group().getName());
        if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
            return List.of(Finding.problem("socket", who, TEXTS.get("socket.open", socket)));
        }
        if (exposed.isPresent()) {
            return List.of(Finding.problem("socket", who, exposed.get()));
        }
        if (shutOut(attributes)) {
            return List.of(Finding.problem("socket", who, TEXTS.get("socket.own", socket), Exit.NOT_PERMITTED));
        }
        return List.of(Finding.ok("socket", who));
    }

    /** No daemon; and where the folder is open to all, one that is started there would refuse it. */
    private static List<Finding> missing(Path socket, Path folder) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.problem("socket", TEXTS.get("socket.none", socket), "", Exit.NO_DAEMON));
        try {
            exposed(folder)
                    .ifPresent(advice -> findings.add(
                            Finding.problem("socket", TEXTS.get("socket.refused", folder), advice, Exit.NO_DAEMON)));
        } catch (NoSuchFileException e) {
            // A daemon makes it.
            return findings;
        } catch (IOException | UnsupportedOperationException e) {
            findings.add(unseen(folder));
        }
        return findings;
    }

    /** What to do about a folder in which every user can put a socket of their own; empty where nobody else can. */
    private static Optional<String> exposed(Path folder) throws IOException {
        if (!Files.readAttributes(folder, PosixFileAttributes.class)
                .permissions()
                .contains(PosixFilePermission.OTHERS_WRITE)) {
            return Optional.empty();
        }
        boolean common = ((Integer) Files.getAttribute(folder, "unix:mode") & STICKY) != 0;
        return Optional.of(TEXTS.get(common ? "socket.common" : "socket.folder", folder));
    }

    /** Whether the mode keeps out the very user whose socket it is. */
    private static boolean shutOut(PosixFileAttributes attributes) {
        return attributes.owner().getName().equals(System.getProperty("user.name"))
                && !attributes.permissions().contains(PosixFilePermission.OWNER_WRITE);
    }

    /** What is found where the socket cannot be looked at. */
    static Finding unseen(Path socket) {
        return Finding.skipped("socket", TEXTS.get("socket.unseen", socket));
    }

    /** What to do beside what the failure to use it says itself. */
    static String advice(Path socket, Exit exit) {
        if (exit != Exit.NOT_PERMITTED) {
            return "";
        }
        try {
            String group = Files.readAttributes(socket, PosixFileAttributes.class)
                    .group()
                    .getName();
            return isListed(group, System.getProperty("user.name")) ? TEXTS.get("socket.login", group) : "";
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** Whether the user is to be in a group from the next login on. */
    private static boolean isListed(String group, String user) throws IOException {
        return Files.readAllLines(GROUPS, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(group + ":"))
                .anyMatch(line -> List.of(
                                line.substring(line.lastIndexOf(':') + 1).split(",", -1))
                        .contains(user));
    }
}
