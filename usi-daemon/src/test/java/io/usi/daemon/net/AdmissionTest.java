package io.usi.daemon.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Timer timer = new Timer();
    private final List<Socket> sockets = new ArrayList<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("0.0.0.0"));
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
        timer.close();
    }

    /** A socket of this side that was accepted from that address of this machine, which is all of 127.0.0.0/8. */
    private Socket from(String address) throws IOException {
        Socket client = new Socket();
        client.bind(new InetSocketAddress(address, 0));
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
        sockets.add(client);
        Socket accepted = server.accept();
        sockets.add(accepted);
        return accepted;
    }

    private Admission admission(int sessions, int sessionsPerAddress, int openings, int openingsPerAddress) {
        return new Admission(new Admission.Limits(sessions, sessionsPerAddress, openings, openingsPerAddress), timer);
    }

    @Test
    void tellsWhenTheHeapIsTooSmallForItsSessions() {
        long heap = (256L << 20) * 29 / 30;
        assertEquals(OptionalLong.empty(), new Admission.Limits(1_024, 1, 1, 1).missingHeap(heap));
        assertTrue(new Admission.Limits(1_100, 1, 1, 1).missingHeap(heap).isPresent());
        Admission.Limits many = new Admission.Limits(10_000, 1, 1, 1);
        assertEquals(OptionalLong.of(1_337), many.missingHeap(heap));
        assertEquals(OptionalLong.empty(), many.missingHeap((1_338L << 20) * 29 / 30));
    }

    @Test
    void theOldestOpeningOfAFullAddressGivesWay() throws IOException {
        Admission admission = admission(10, 10, 100, 2);
        Socket first = from("127.0.0.2");
        Socket second = from("127.0.0.2");
        Socket other = from("127.0.0.3");
        Connection oldest = new Connection(first);
        admission.enter(oldest);
        admission.enter(new Connection(second));
        admission.enter(new Connection(other));
        assertFalse(first.isClosed());
        Socket third = from("127.0.0.2");
        admission.enter(new Connection(third));
        assertTrue(first.isClosed());
        assertFalse(second.isClosed() || other.isClosed() || third.isClosed());
        admission.leaveOpening(oldest);
        assertEquals(3, admission.openings());
    }

    @Test
    void whereAllAreFullTheAddressThatHasTheMostGivesWay() throws IOException {
        Admission admission = admission(10, 10, 4, 4);
        Socket alone = from("127.0.0.9");
        admission.enter(new Connection(alone));
        Socket[] flood = {from("127.0.0.2"), from("127.0.0.2"), from("127.0.0.2")};
        for (Socket socket : flood) {
            admission.enter(new Connection(socket));
        }
        Socket late = from("127.0.0.3");
        admission.enter(new Connection(late));
        assertTrue(flood[0].isClosed());
        assertFalse(alone.isClosed() || flood[1].isClosed() || flood[2].isClosed() || late.isClosed());
    }

    @Test
    void sessionsAreCountedInAllAndByAddress() throws IOException {
        Admission admission = admission(3, 2, 10, 10);
        List<Connection> same = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Connection connection = new Connection(from("127.0.0.2"));
            admission.enter(connection);
            same.add(connection);
        }
        assertTrue(admission.open(same.get(0)));
        assertTrue(admission.open(same.get(1)));
        assertFalse(admission.open(same.get(2)), "the third of one address");
        assertEquals(0, admission.openings());
        assertTrue(admission.open(new Connection(from("127.0.0.3"))));
        assertFalse(admission.open(new Connection(from("127.0.0.4"))), "the fourth in all");
        admission.endSession(same.get(0));
        assertTrue(admission.open(same.get(2)));
        assertFalse(admission.open(new Connection(from("127.0.0.4"))));
    }

    @Test
    void leavingTwiceCountsOnce() throws IOException {
        Admission admission = admission(3, 2, 10, 10);
        Connection one = new Connection(from("127.0.0.2"));
        Connection two = new Connection(from("127.0.0.2"));
        admission.enter(one);
        admission.enter(two);
        admission.leaveOpening(one);
        admission.leaveOpening(one);
        assertEquals(1, admission.openings());
    }
}
