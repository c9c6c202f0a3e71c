package io.usi.daemon.usi3.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void nobodyChangesThem() {
        byte[] given = {1, 2, (byte) 0xff};
        Bytes bytes = Bytes.of(given);
        given[0] = 9;
        bytes.toArray()[1] = 9;
        assertEquals("0102ff", bytes.hex());
        assertEquals(3, bytes.size());
    }

    @Test
    void equalWhereTheirBytesAre() {
        Bytes bytes = Bytes.of(new byte[] {1, 2});
        assertEquals(Bytes.of(new byte[] {1, 2}), bytes);
        assertEquals(Bytes.of(new byte[] {1, 2}).hashCode(), bytes.hashCode());
        assertNotEquals(Bytes.of(new byte[] {1, 3}), bytes);
        assertNotEquals(Bytes.of(new byte[] {1, 2, 0}), bytes);
        assertNotEquals(bytes, new Object());
        assertNotEquals(Bytes.random(16), Bytes.random(16));
        assertEquals(16, Bytes.random(16).size());
    }

    @Test
    void theirContentIsNotPrinted() {
        assertEquals("2 bytes", Bytes.of(new byte[] {1, 2}).toString());
    }
}
