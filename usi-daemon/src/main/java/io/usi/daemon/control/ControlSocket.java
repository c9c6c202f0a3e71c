package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.config.Access;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.SecureRandom;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening Unix socket. Java has no umask, so it is bound inside a fresh folder of mode 0700, given its mode there and
 * then renamed into place: at no moment can anybody else reach it.
 */
final class ControlSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    /** {@code sun_path} in bytes, without its terminator. */
    private static final int PATH_LIMIT = 107;

    /** As long as the longest name under which the socket is bound before it is renamed. */
    private static final String NEST_EXAMPLE = ".u1234/s";

    private static final int BACKLOG = 128;

    private final ServerSocketChannel channel;
    private final Selector selector;
    private final Path path;
    /** That of the socket which this process made; empty where it was given one. */
    private final Optional<Object> fileKey;

    private volatile boolean open = true;

    private ControlSocket(ServerSocketChannel channel, Path path, Optional<Object> fileKey) throws IOException {
        this.channel = channel;
        this.path = path;
        this.fileKey = fileKey;
        selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** The listening socket that systemd gave as standard input, if it did. */
    static Optional<ControlSocket> inherited() {
        try {
            Channel given = System.inheritedChannel();
            if (given instanceof ServerSocketChannel server
                    && server.getLocalAddress() instanceof UnixDomainSocketAddress address) {
                return Optional.of(new ControlSocket(server, address.getPath(), Optional.empty()));
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UsiException(ErrorCode.CONTROL_SOCKET, "the socket given on standard input cannot be used", e);
        }
    }

    /**
     * Makes the socket.
     *
     * @param group that may use it, too
     * @throws UsiException {@link ErrorCode#CONTROL_SOCKET}
     */
    static ControlSocket bind(Path path, Optional<String> group) {
        if (length(path) > PATH_LIMIT || length(path.resolveSibling(NEST_EXAMPLE)) > PATH_LIMIT) {
            throw failure(
                    "the path of the control socket is longer than " + PATH_LIMIT + " bytes: choose a shorter one");
        }
        Path folder = path.getParent();
        try {
            Optional<GroupPrincipal> owner = group(folder, group);
            prepareFolder(folder, owner);
            removeStale(path);
            return bind(path, folder, owner);
        } catch (IOException e) {
            throw new UsiException(
                    ErrorCode.CONTROL_SOCKET,
                    "the control socket cannot be made at " + path + ": check the folder's rights, or give --socket",
                    e);
        }
    }

    private static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static UsiException failure(String problem) {
        return new UsiException(ErrorCode.CONTROL_SOCKET, problem);
    }

    private static Optional<GroupPrincipal> group(Path folder, Optional<String> name) throws IOException {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name.get()));
        } catch (UserPrincipalNotFoundException e) {
            throw new UsiException(
                    ErrorCode.CONTROL_SOCKET, "control.group names a group that does not exist: " + name.get(), e);
        }
    }

    private static void prepareFolder(Path folder, Optional<GroupPrincipal> group) throws IOException {
        if (!Files.exists(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(folder, mode("rwx------"));
            if (group.isPresent()) {
                settable(folder).setGroup(group.get());
                settable(folder).setPermissions(PosixFilePermissions.fromString("rwxr-x---"));
            }
            return;
        }
        Optional<String> others = Access.writableByOthers(folder);
        if (others.isPresent()) {
            throw failure("the folder " + folder + " is no safe place for the control socket: " + others.get()
                    + "; choose another with --socket");
        }
    }

    private static FileAttribute<?> mode(String rights) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights));
    }

    private static PosixFileAttributeView attributes(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** For what this process has just made where nobody else can: without following links a socket cannot be opened. */
    private static PosixFileAttributeView settable(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class);
    }

    /** Who this process runs as. */
    static UserPrincipal ownUser() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self)
                ? Files.getOwner(self)
                : self.getFileSystem()
                        .getUserPrincipalLookupService()
                        .lookupPrincipalByName(System.getProperty("user.name"));
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!attributes(path).readAttributes().isOther()) {
            throw failure("something that is not a socket stands at " + path + ": move it away, or give --socket");
        }
        try (SocketChannel dial = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            dial.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            // Nobody listens: it was left over by a daemon that was killed.
            Files.delete(path);
            return;
        }
        throw failure("another daemon serves " + path + ": stop it with usi-ctl stop, or give --socket");
    }

    private static ControlSocket bind(Path path, Path folder, Optional<GroupPrincipal> group) throws IOException {
        Path nest = folder.resolve(".u" + Long.toHexString(new SecureRandom().nextLong() & 0xffffL));
        Files.createDirectory(nest, mode("rwx------"));
        Path fresh = nest.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(fresh), BACKLOG);
            if (group.isPresent()) {
                settable(fresh).setGroup(group.get());
            }
            settable(fresh)
                    .setPermissions(PosixFilePermissions.fromString(group.isPresent() ? "rw-rw----" : "rw-------"));
            Object key = attributes(fresh).readAttributes().fileKey();
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            return new ControlSocket(server, path, Optional.of(key));
        } catch (IOException e) {
            server.close();
            Files.deleteIfExists(fresh);
            throw e;
        } finally {
            Files.delete(nest);
        }
    }

    /** Where programs find it. */
    Path path() {
        return path;
    }

    /** Waits for the next connection; for one thread. */
    SocketChannel accept() throws IOException {
        while (open) {
            selector.select();
            selector.selectedKeys().clear();
            SocketChannel accepted = open ? channel.accept() : null;
            if (accepted != null) {
                return accepted;
            }
        }
        selector.close();
        throw new ClosedChannelException();
    }

    boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        selector.wakeup();
        if (fileKey.isEmpty()) {
            // It is still the service manager's. And with it the JDK would close standard error, to which there may be
            // something left to say.
            return;
        }
        try {
            channel.close();
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    && fileKey.get().equals(attributes(path).readAttributes().fileKey())) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.warn(
                    "The control socket could not be removed ({})", e.getClass().getSimpleName());
        }
    }
}
