package io.usi.daemon.systemd;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sends to the service manager's socket. It takes datagrams of the service's main process alone (NotifyAccess=main), so that
 * no other program can send them, and Java has no datagram sockets of the Unix domain: hence libc. For any thread.
 */
final class NotifySocket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    /** {@code sun_path} in bytes. */
    private static final int PATH_LIMIT = 108;

    private final byte[] address;

    /** Those of {@code sys/socket.h} and {@code unistd.h}. */
    private interface LibC extends Library {
        int socket(int domain, int type, int protocol) throws LastErrorException;

        NativeLong sendto(int socket, byte[] bytes, NativeLong length, int flags, byte[] address, int addressLength)
                throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    /** Loaded when the first datagram is sent, and never without a service manager. */
    private static final class Loaded {
        private static final LibC C = load();

        private static LibC load() {
            // Its native half comes from its jar, is unpacked, loaded, and deleted.
            System.setProperty("jna.nosys", "true");
            System.setProperty("jna.tmpdir", folder());
            return Native.load("c", LibC.class);
        }

        /** Careful administrators mount folders so that nothing in them is executed. */
        private static String folder() {
            List<String> names = new ArrayList<>();
            Optional.ofNullable(System.getenv("STATE_DIRECTORY")).ifPresent(names::add);
            Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).ifPresent(names::add);
            names.add(System.getProperty("java.io.tmpdir"));
            return names.stream()
                    .filter(name -> Files.isWritable(Path.of(name)) && Mounts.execute(Path.of(name)))
                    .findFirst()
                    .orElseThrow(() -> new UnsatisfiedLinkError("all of " + names + " are mounted noexec"));
        }
    }

    /**
     * @param path absolute; or, where it begins with {@code @}, a name without a file
     * @throws IllegalArgumentException where it is neither
     */
    NotifySocket(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 2 || bytes.length >= PATH_LIMIT || (bytes[0] != '/' && bytes[0] != '@')) {
            throw new IllegalArgumentException("NOTIFY_SOCKET is no address of a Unix socket");
        }
        if (bytes[0] == '@') {
            bytes[0] = 0;
        }
        address = new byte[Short.BYTES + bytes.length];
        ByteBuffer.wrap(address)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX)
                .put(bytes);
    }

    /** Sends lines; waits while the service manager has too many others to read. */
    void send(String lines) throws IOException {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        try {
            int socket = Loaded.C.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            try {
                Loaded.C.sendto(socket, bytes, new NativeLong(bytes.length), MSG_NOSIGNAL, address, address.length);
            } finally {
                Loaded.C.close(socket);
            }
        } catch (LastErrorException e) {
            throw new IOException("error " + e.getErrorCode(), e);
        } catch (LinkageError e) {
            throw new IOException("no native library could be loaded: are /var and /tmp mounted noexec?", e);
        }
    }
}
