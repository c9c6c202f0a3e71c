package io.usi.daemon.foreign;

import io.usi.daemon.Timer;
import io.usi.daemon.net.Connection;
import io.usi.daemon.plugin.ProtocolHandle;
import io.usi.daemon.session.Opener;
import io.usi.daemon.session.Session;
import io.usi.plugin.PeerProtocol.Wire;
import java.io.IOException;
import java.util.concurrent.Future;

/** Opens sessions of a protocol that a plugin speaks. */
public final class ForeignOpener implements Opener {
    private final ProtocolHandle protocol;
    private final Timer timer;

    /** For one protocol. */
    public ForeignOpener(ProtocolHandle protocol, Timer timer) {
        this.protocol = protocol;
        this.timer = timer;
    }

    @Override
    public boolean encrypted() {
        return protocol.encrypted();
    }

    @Override
    public Session accept(Connection connection) throws IOException {
        return open(connection, true);
    }

    @Override
    public Session connect(Connection connection) throws IOException {
        return open(connection, false);
    }

    private Session open(Connection connection, boolean accepted) throws IOException {
        Future<?> limit = timer.after(ProtocolHandle.PATIENCE, connection::close);
        try {
            return new ForeignSession(protocol, connection, protocol.open(new Line(connection, accepted)), timer);
        } finally {
            limit.cancel(false);
        }
    }

    /** Nothing waits for a next session. */
    @Override
    public void close() {}

    private record Line(Connection connection, boolean accepted) implements Wire {
        @Override
        public String host() {
            return connection.host();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return connection.read(buffer, offset, length, Connection.FOREVER);
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            connection.write(bytes, 0, bytes.length);
        }
    }
}
