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
import java.util.List;
import java.util.Set;

/** Whether the control socket is there, and who may open it. */
final class SocketCheck {
    private static final Texts TEXTS = Texts.of(SocketCheck.class);
    private static final Path GROUPS = Path.of("/etc/group");
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private SocketCheck() {}

    static List<Finding> look(Path socket) {
        PosixFileAttributes attributes;
        PosixFileAttributes folder;
        try {
            attributes = Files.readAttributes(socket, PosixFileAttributes.class);
            folder = Files.readAttributes(socket.toAbsolutePath().getParent(), PosixFileAttributes.class);
        } catch (NoSuchFileException e) {
            return List.of(Finding.problem("socket", TEXTS.get("socket.none", socket), "", Exit.NO_DAEMON));
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
        if (folder.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            return List.of(Finding.problem(
                    "socket",
                    who,
                    TEXTS.get("socket.folder", socket.toAbsolutePath().getParent())));
        }
        return List.of(Finding.ok("socket", who));
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
