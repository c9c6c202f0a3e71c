package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.net.Connection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadroomTest {
    private static final int BUFFER = 64 * 1024;

    private final Headroom headroom = new Headroom(BUFFER);

    private int writeWhileThereIsRoom(int length) {
        int count = 0;
        while (headroom.hasRoom()) {
            headroom.wrote(length);
            count++;
        }
        return count;
    }

    @Test
    void fewSmallRecordsHaveRoomUntilThePeerAnswers() {
        headroom.expect("first");
        assertEquals(16, writeWhileThereIsRoom(100));
        headroom.answered("first");
        assertEquals(1, writeWhileThereIsRoom(100));
    }

    @Test
    void bytesCountAsWell() {
        assertEquals(2, writeWhileThereIsRoom(Headroom.SMALL));
    }

    @Test
    void whatNobodyWasAskedProvesNothing() {
        headroom.expect("first");
        writeWhileThereIsRoom(100);
        headroom.answered("second");
        assertFalse(headroom.hasRoom());
        headroom.answered("first");
        headroom.wrote(100);
        headroom.answered("first");
        assertFalse(headroom.hasRoom(), "an answer counts once");
    }

    @Test
    void anAnswerThatIsQuickerThanTheEndOfTheWriteCounts() {
        headroom.expect("quick");
        headroom.answered("quick");
        headroom.wrote(100);
        assertEquals(16, writeWhileThereIsRoom(100));
        assertTrue(headroom.ask().isPresent(), "nothing is under way any more");
    }

    @Test
    void itAsksWhenHalfIsUsedAndNothingIsUnderWay() {
        for (int i = 0; i < 7; i++) {
            headroom.wrote(100);
        }
        assertTrue(headroom.ask().isEmpty());
        headroom.wrote(100);
        long asked = headroom.ask().orElseThrow();
        assertNotEquals(asked, headroom.ask().orElseThrow(), "the number cannot be guessed");
        headroom.expect(asked);
        headroom.wrote(100);
        assertTrue(headroom.ask().isEmpty(), "one question at a time");
        headroom.answered(asked);
        assertEquals(16, writeWhileThereIsRoom(100));
    }

    @Test
    void aSmallSendBufferHasNoRoom() {
        assertFalse(new Headroom(16 * 1024).hasRoom());
        assertTrue(new Headroom(16 * 1024).ask().isEmpty());
    }

    /** The promise itself, kept by this machine's kernel with the smallest buffer that counts, and none on the other side. */
    @ParameterizedTest
    @ValueSource(ints = {20, 250, 500, Headroom.SMALL})
    void aPeerThatReadsNothingBlocksNobody(int length) throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.setReceiveBufferSize(1);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Socket socket = new Socket()) {
                socket.setSendBufferSize(32 * 1024);
                socket.connect(server.getLocalSocketAddress());
                try (Socket silent = server.accept();
                        Connection connection = new Connection(socket)) {
                    Headroom promised = new Headroom(connection.sendBuffer());
                    int written = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                        int count = 0;
                        while (promised.hasRoom()) {
                            connection.write(new byte[length], 0, length);
                            promised.wrote(length);
                            count++;
                        }
                        return count;
                    });
                    assertEquals(length == Headroom.SMALL ? 2 : length == 500 ? 9 : 16, written);
                    assertEquals(0, silent.getInputStream().read());
                }
            }
        }
    }
}
