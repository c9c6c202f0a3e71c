package io.usi.daemon.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
    @TempDir
    Path temporary;

    private Path folder;
    private Path path;

    @BeforeEach
    void place() throws IOException {
        folder = Files.createDirectory(temporary.resolve("usi"), mode("rwx------"));
        path = folder.resolve("control.sock");
    }

    private static java.nio.file.attribute.FileAttribute<?> mode(String rights) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights));
    }

    private static String rights(Path of) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(of));
    }

    private UsiException refused() {
        UsiException refused = assertThrows(UsiException.class, () -> ControlSocket.bind(path, Optional.empty())
                .close());
        assertEquals(ErrorCode.CONTROL_SOCKET, refused.code());
        return refused;
    }

    private static void dial(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
        }
    }

    @Test
    void itIsItsOwnersAloneAndRemovedAtTheEnd() throws IOException {
        try (ControlSocket socket = ControlSocket.bind(path, Optional.empty())) {
            assertTrue(socket.isOpen());
            assertEquals("rw-------", rights(path));
            dial(path);
            socket.accept().close();
            try (Stream<Path> files = Files.list(folder)) {
                assertArrayEquals(new Path[] {path}, files.toArray(), "nothing else is left behind");
            }
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void aMissingFolderIsMadeForItsOwnerAlone() throws IOException {
        path = temporary.resolve("a/b/control.sock");
        try (ControlSocket socket = ControlSocket.bind(path, Optional.empty())) {
            assertTrue(socket.isOpen());
            assertEquals("rwx------", rights(path.getParent()));
        }
    }

    @Test
    void aSocketThatADeadDaemonLeftIsReplaced() throws IOException {
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(path));
        dead.close();
        assertTrue(Files.exists(path));
        try (ControlSocket socket = ControlSocket.bind(path, Optional.empty())) {
            dial(path);
            socket.accept().close();
        }
    }

    @Test
    void aSocketThatIsServedIsLeftAlone() throws IOException {
        try (ControlSocket first = ControlSocket.bind(path, Optional.empty())) {
            assertTrue(refused().getMessage().contains("another daemon"));
            dial(path);
            first.accept().close();
        }
    }

    @Test
    void whatIsNoSocketIsLeftAlone() throws IOException {
        Files.writeString(path, "precious");
        assertTrue(refused().getMessage().contains("not a socket"));
        assertEquals("precious", Files.readString(path));
        Files.delete(path);
        Files.createDirectory(path);
        refused();
        Files.delete(path);
        Path target = Files.writeString(folder.resolve("target"), "precious");
        Files.createSymbolicLink(path, target);
        refused();
        assertEquals("precious", Files.readString(target));
        assertTrue(Files.isSymbolicLink(path));
    }

    @Test
    void aFolderInWhichOthersWriteIsRefused() throws IOException {
        for (String open : new String[] {"rwx----w-", "rwxrwxrwx"}) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(open));
            assertTrue(refused().getMessage().contains("no safe place"), open);
        }
        Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
        path = link.resolve("control.sock");
        refused();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        ControlSocket.bind(path, Optional.empty()).close();
    }

    @Test
    void aPathThatIsTooLongSaysSo() {
        path = folder.resolve("x".repeat(110));
        assertTrue(refused().getMessage().contains("107"));
    }

    @Test
    void aGroupThatIsNotThereSaysSo() {
        UsiException refused =
                assertThrows(UsiException.class, () -> ControlSocket.bind(path, Optional.of("no-such-group-here")));
        assertEquals(ErrorCode.CONTROL_SOCKET, refused.code());
        assertTrue(refused.getMessage().contains("control.group"));
    }

    /** A daemon that ends late must not take away the socket of the one that came after it. */
    @Test
    void closingLeavesASocketThatIsNotItsOwn() throws IOException {
        ControlSocket first = ControlSocket.bind(path, Optional.empty());
        Files.delete(path);
        try (ControlSocket second = ControlSocket.bind(path, Optional.empty())) {
            first.close();
            assertTrue(Files.exists(path));
            dial(path);
            second.accept().close();
        }
        first.close();
    }
}
