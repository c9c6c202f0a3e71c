package io.usi.daemon.usi3.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies that nobody wrote on purpose. Whatever they are, they are refused as the peer's fault or mean what they say. */
class FrameFuzzTest {
    private final Random random = new Random(11);

    @Test
    void bodiesAltered() {
        List<Frame> frames = Bodies.frames();
        List<byte[]> bodies = frames.stream().map(FrameCodec::encode).toList();
        int taken = 0;
        for (int i = 0; i < 150_000; i++) {
            int which = random.nextInt(bodies.size());
            byte[] body = bodies.get(which);
            for (int change = random.nextInt(3); change >= 0; change--) {
                body = altered(body, bodies);
            }
            int type = random.nextInt(4) == 0
                    ? random.nextInt(128)
                    : frames.get(which).type();
            taken += tried(type, body) ? 1 : 0;
        }
        assertTrue(taken > 10_000, "only " + taken + " altered bodies were still frames");
    }

    @Test
    void bytesAtRandom() {
        for (int i = 0; i < 150_000; i++) {
            byte[] body = new byte[random.nextInt(40)];
            random.nextBytes(body);
            if (body.length > 0 && random.nextBoolean()) {
                body[0] = (byte) (0xa0 | random.nextInt(4));
            }
            tried(random.nextInt(128), body);
        }
    }

    @Test
    void mapsAtRandom() {
        List<Frame> frames = Bodies.frames();
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            Frame frame = frames.get(random.nextInt(frames.size()));
            byte[] body = FrameCodec.encode(frame);
            Map<String, Object> map = new HashMap<>(Cbor.decode(body, 0, body.length));
            for (int change = random.nextInt(3); change >= 0; change--) {
                List<String> keys = new ArrayList<>(map.keySet());
                keys.add("unknown" + random.nextInt(3));
                String key = keys.get(random.nextInt(keys.size()));
                if (random.nextInt(4) == 0) {
                    map.remove(key);
                } else {
                    map.put(key, value(2));
                }
            }
            byte[] changed = Cbor.encode(map);
            assertEquals(map, Cbor.decode(changed, 0, changed.length));
            taken += tried(frame.type(), changed) ? 1 : 0;
        }
        assertTrue(taken > 5_000, "only " + taken + " maps were frames");
    }

    /** Whether it is a frame. If so, nothing in it was made up, and without unknown keys it is the only way to say that. */
    private static boolean tried(int type, byte[] body) {
        byte[] given = body.clone();
        Optional<Frame> decoded = decoded(type, body);
        assertArrayEquals(given, body);
        if (decoded.isEmpty()) {
            return false;
        }
        Frame frame = decoded.get();
        assertEquals(type, frame.type());
        Map<String, Object> map = Cbor.decode(body, 0, body.length);
        assertArrayEquals(body, Cbor.encode(map));

        byte[] again = FrameCodec.encode(frame);
        assertEquals(frame, FrameCodec.decode(type, again, 0, again.length));
        Map<String, Object> known = Cbor.decode(again, 0, again.length);
        assertTrue(isPartOf(known, map), () -> frame + " is not what was sent");
        if (again.length == body.length) {
            assertArrayEquals(body, again);
        }
        return true;
    }

    private static Optional<Frame> decoded(int type, byte[] body) {
        try {
            return Optional.of(FrameCodec.decode(type, body, 0, body.length));
        } catch (UsiException e) {
            assertEquals(ErrorCode.PROTOCOL, e.code());
            return Optional.empty();
        }
    }

    /** Whether all of it is in that as well, which may have keys besides. */
    private static boolean isPartOf(Object one, Object whole) {
        if (one instanceof Map<?, ?> map && whole instanceof Map<?, ?> all) {
            return map.entrySet().stream().allMatch(entry -> isPartOf(entry.getValue(), all.get(entry.getKey())));
        }
        if (one instanceof List<?> list && whole instanceof List<?> all) {
            boolean same = list.size() == all.size();
            for (int i = 0; same && i < list.size(); i++) {
                same = isPartOf(list.get(i), all.get(i));
            }
            return same;
        }
        return one.equals(whole);
    }

    private byte[] altered(byte[] body, List<byte[]> others) {
        int at = random.nextInt(body.length + 1);
        byte[] tail = Arrays.copyOfRange(body, at, body.length);
        byte[] head = Arrays.copyOf(body, at);
        return switch (random.nextInt(7)) {
            case 0 -> head;
            case 1 -> joined(head, new byte[] {(byte) random.nextInt(256)}, tail);
            case 2 -> joined(head, Arrays.copyOf(tail, random.nextInt(tail.length + 1)), tail);
            case 3 -> {
                byte[] other = others.get(random.nextInt(others.size()));
                yield joined(head, Arrays.copyOfRange(other, random.nextInt(other.length), other.length), new byte[0]);
            }
            case 4 -> joined(head, new byte[0], Arrays.copyOfRange(tail, Math.min(1, tail.length), tail.length));
            default -> {
                byte[] flipped = body.clone();
                if (at < body.length) {
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
        };
    }

    private static byte[] joined(byte[] one, byte[] two, byte[] three) {
        byte[] all = Arrays.copyOf(one, one.length + two.length + three.length);
        System.arraycopy(two, 0, all, one.length, two.length);
        System.arraycopy(three, 0, all, one.length + two.length, three.length);
        return all;
    }

    private Object value(int level) {
        return switch (random.nextInt(level < Cbor.LEVELS ? 8 : 6)) {
            case 0 -> random.nextLong() >>> (1 + random.nextInt(63));
            case 1 -> (long) random.nextInt(6);
            case 2 -> "x".repeat(random.nextInt(70));
            case 3 -> "\u00e9\ud83d\ude00".repeat(random.nextInt(3));
            case 4 -> Bodies.counting(random.nextBoolean() ? 16 : 32);
            case 5 -> random.nextBoolean();
            case 6 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(level + 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new HashMap<>();
                for (String key : List.of("address", "name", "fingerprint", "you", "z")) {
                    if (random.nextInt(4) > 0) {
                        map.put(key, value(level + 1));
                    }
                }
                yield map;
            }
        };
    }
}
