package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers who connect and say nothing, or nonsense, while two peers chat. */
class FloodIT {
    private static final int SILENT = 500;
    private static final int NOISY = 50;

    @TempDir
    Path temp;

    @Test
    void strangersDisturbNoChatAndLeaveNothing() throws Exception {
        try (Daemon daemon = new Place(temp, "daemon").start("-s", "127.0.0.1", "-p", "0");
                Usi24 one = Usi24.joined(temp.resolve("one"), daemon.port(), "--name", "one");
                Usi24 two = Usi24.joined(temp.resolve("two"), daemon.port(), "--name", "two")) {
            int port = daemon.port();
            chat(one, two, "warming up");
            closeAll(connect(port, SILENT, NOISY));
            settled(daemon);
            long memory = daemon.process("VmRSS");
            long threads = daemon.process("Threads");

            List<Socket> strangers = connect(port, SILENT, NOISY);
            chat(one, two, "in the flood");
            closeAll(strangers);

            settled(daemon);
            Await.until("the threads to end", () -> daemon.process("Threads") <= threads + 5);
            long grown = daemon.process("VmRSS") - memory;
            assertTrue(grown < 32 << 10, "it grew by " + grown + " KiB");
            chat(two, one, "after it");
        }
    }

    private static void settled(Daemon daemon) {
        Await.until("the connections that are not open to end", Duration.ofSeconds(90), () -> daemon.status()
                .get("opening")
                .equals(0));
    }

    /** Twenty messages, each of which must be there within two seconds. */
    private static void chat(Usi24 from, Usi24 to, String text) {
        for (int i = 0; i < 20; i++) {
            String said = text + " " + i;
            from.say(said);
            to.next("relayed", event -> said.equals(event.get("text")), Duration.ofSeconds(2));
        }
    }

    private static List<Socket> connect(int port, int silent, int noisy) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < silent + noisy; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            sockets.add(socket);
            if (i >= silent) {
                shout(socket, Data.random(2_000 + i));
            }
        }
        return sockets;
    }

    /** A daemon that has enough of strangers hangs up, which is its right. */
    private static void shout(Socket socket, byte[] noise) {
        try {
            socket.getOutputStream().write(noise);
        } catch (IOException hungUp) {
            assertTrue(socket.isConnected());
        }
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
