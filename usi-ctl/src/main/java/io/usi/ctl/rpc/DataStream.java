package io.usi.ctl.rpc;

import io.usi.ctl.CtlException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A connection that became the byte stream of one transfer. One thread uses it. */
public final class DataStream implements AutoCloseable {
    private final ControlChannel channel;

    private DataStream(ControlChannel channel) {
        this.channel = channel;
    }

    /**
     * Attaches to a transfer.
     *
     * @param token from the daemon; works once
     */
    public static DataStream attach(Path socket, String token) {
        ControlChannel channel = ControlChannel.open(socket);
        try {
            channel.writeLine((Json.write(Map.of("attach", token)) + "\n").getBytes(StandardCharsets.UTF_8));
            String line = channel.readLine();
            if (line == null) {
                throw channel.gone();
            }
            Map<String, Object> answer = Values.object(Json.read(line));
            if (answer.get("error") != null) {
                throw DaemonError.of(Values.object(answer.get("error")));
            }
            channel.allowForever();
            return new DataStream(channel);
        } catch (IOException e) {
            channel.close();
            throw Values.unexpected();
        } catch (CtlException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Where the bytes begin; read once, before them, where the daemon was told that some are here already. 0 where the
     * transfer ended before, which {@code file.verified} tells.
     */
    public long offset() {
        String line = channel.readLine();
        try {
            return line == null ? 0 : Values.number(Values.object(Json.read(line)), "offset");
        } catch (IOException e) {
            throw Values.unexpected();
        }
    }

    /** Some bytes; less than 1 at the end of the file, or where it was broken off: {@code file.verified} or {@code file.stored} tells which. */
    public int read(ByteBuffer target) {
        try {
            return channel.read(target);
        } catch (IOException e) {
            return -1;
        }
    }

    /** Where the bytes of a file go; its failures are the daemon's, not the file's. */
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    channel.write(ByteBuffer.wrap(bytes, offset, length));
                } catch (IOException e) {
                    throw new Refused(e);
                }
            }
        };
    }

    /** The daemon takes no more bytes of this transfer: it ended. */
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(IOException cause) {
            super(cause);
        }
    }

    /**
     * Ends the file, and waits until the daemon has read it all: to be gone earlier is to break off. A daemon that ended
     * the transfer before does not wait for that; the transfer's end says why.
     */
    public void finish() {
        ByteBuffer nothing = ByteBuffer.allocate(1);
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            return;
        }
        while (read(nothing) > 0) {
            nothing.clear();
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
