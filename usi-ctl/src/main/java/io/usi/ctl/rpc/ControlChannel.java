package io.usi.ctl.rpc;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Optional;

/**
 * A connection to the control socket: lines first, and the bytes of a file after an attachment. One thread reads; any
 * thread writes whole lines. What goes wrong is a {@link CtlException}: the time allowed is over, or the daemon is gone.
 */
final class ControlChannel implements AutoCloseable {
    /** How long the daemon may take for what it does at once, in milliseconds. */
    static final long AT_ONCE = 10_000;
    /** A longer line of the daemon's is not read. */
    static final int MAX_LINE = 16 << 20;

    private final Path path;
    private final SocketChannel channel;
    private final Watchdog watchdog;
    private byte[] buffer = new byte[8_192];
    private int start;
    private int end;

    private ControlChannel(Path path, SocketChannel channel) {
        this.path = path;
        this.channel = channel;
        watchdog = new Watchdog(channel);
    }

    /** Dials; the time limit is then still running. */
    static ControlChannel open(Path path) {
        Selectors.name();
        ControlChannel opened;
        try {
            opened = new ControlChannel(path, SocketChannel.open(StandardProtocolFamily.UNIX));
        } catch (IOException e) {
            throw new CtlException(Exit.SAID_NO, "no socket can be opened: " + e.getMessage());
        }
        opened.watchdog.start();
        opened.allow(AT_ONCE);
        try {
            opened.channel.connect(UnixDomainSocketAddress.of(path));
            return opened;
        } catch (IOException e) {
            opened.close();
            throw opened.watchdog.fired() ? opened.silent() : unreachable(path);
        }
    }

    private static CtlException unreachable(Path path) {
        String hint = "start one with usi-daemon, or name its socket with --socket";
        try {
            Files.readAttributes(path, "size");
        } catch (AccessDeniedException e) {
            return notPermitted(path);
        } catch (NoSuchFileException e) {
            return new CtlException(Exit.NO_DAEMON, "no daemon at " + path + ": " + hint);
        } catch (IOException e) {
            return new CtlException(Exit.NO_DAEMON, "no daemon at " + path + ", which cannot be reached: " + hint);
        }
        return Files.isWritable(path)
                ? new CtlException(Exit.NO_DAEMON, "no daemon at " + path + ", where nobody answers: " + hint)
                : notPermitted(path);
    }

    private static CtlException notPermitted(Path path) {
        if (own(path)) {
            return new CtlException(
                    Exit.NOT_PERMITTED,
                    "you may not use the daemon at " + path
                            + ": the socket is yours, but its mode keeps you out: chmod 600 " + path);
        }
        String way = group(path)
                .map(group -> group + " " + System.getProperty("user.name"))
                .map(member ->
                        "its administrator can let you in with 'usermod -aG " + member + "', once you log in again")
                .orElse("its administrator can let you in with control.group in its configuration");
        return new CtlException(Exit.NOT_PERMITTED, "you may not use the daemon at " + path + ": " + way);
    }

    private static boolean own(Path path) {
        try {
            return Files.getOwner(path).getName().equals(System.getProperty("user.name"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** The group whose members may use a socket, where its mode says so. */
    private static Optional<String> group(Path path) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
            return attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    ? Optional.of(attributes.group().getName())
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** How long whatever is read and written next may take in all, in milliseconds. */
    void allow(long millis) {
        watchdog.allow(millis);
    }

    void allowForever() {
        watchdog.allowForever();
    }

    /** Writes bytes that end with a line feed. */
    synchronized void writeLine(byte[] line) {
        try {
            write(ByteBuffer.wrap(line));
        } catch (IOException e) {
            throw failure();
        }
    }

    /** The next line without its end, or null where the daemon closed the connection. */
    String readLine() {
        int searched = start;
        while (true) {
            for (int i = searched; i < end; i++) {
                if (buffer[i] == '\n') {
                    String line = new String(buffer, start, i - start, StandardCharsets.UTF_8);
                    start = i + 1;
                    return line;
                }
            }
            if (end - start > MAX_LINE) {
                throw new CtlException(
                        Exit.SAID_NO,
                        "the daemon at " + path + " sent a line without end:" + " look whether it is a usi-daemon");
            }
            makeRoom();
            searched = end;
            if (!fill()) {
                return null;
            }
        }
    }

    private boolean fill() {
        try {
            int read = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
            end += Math.max(read, 0);
            return read > 0;
        } catch (IOException e) {
            if (watchdog.fired()) {
                throw silent();
            }
            return false;
        }
    }

    private void makeRoom() {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
    }

    /** Bytes after the last line that was read; returns less than 1 at their end. */
    int read(ByteBuffer target) throws IOException {
        int ready = Math.min(end - start, target.remaining());
        if (ready > 0) {
            target.put(buffer, start, ready);
            start += ready;
            return ready;
        }
        return channel.read(target);
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    CtlException failure() {
        return watchdog.fired() ? silent() : gone();
    }

    CtlException gone() {
        return new CtlException(
                Exit.NO_DAEMON, "the daemon at " + path + " closed the connection: see whether it still runs");
    }

    private CtlException silent() {
        return new TimedOut("the daemon at " + path + " does not answer: try again, or restart it");
    }

    /** The time that {@link #allow} gave is over; the channel is closed. */
    static final class TimedOut extends CtlException {
        private static final long serialVersionUID = 1L;

        TimedOut(String message) {
            super(Exit.TIMED_OUT, message);
        }
    }

    @Override
    public void close() {
        watchdog.end();
        try {
            channel.close();
        } catch (IOException e) {
            throw new CtlException(Exit.SAID_NO, "the connection cannot be closed: " + e.getMessage());
        }
    }
}
