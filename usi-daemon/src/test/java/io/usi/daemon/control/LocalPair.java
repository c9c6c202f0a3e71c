package io.usi.daemon.control;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A local connection: this daemon's end, and the program's. */
record LocalPair(PatientChannel daemon, SocketChannel program) implements Closeable {
    static LocalPair open(Path folder) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("pair.sock"));
            server.bind(address);
            SocketChannel program = SocketChannel.open(address);
            return new LocalPair(new PatientChannel(server.accept()), program);
        }
    }

    BufferedReader lines() {
        return new BufferedReader(Channels.newReader(program, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        program.close();
    }
}
