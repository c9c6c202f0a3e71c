package io.usi.daemon.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.security.KeyPair;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class KeyPairPoolTest {
    private static KeyPair shared(KeyPairPool pool) throws InterruptedException {
        return pool.takeOrShare(30, TimeUnit.SECONDS, () -> true);
    }

    private static KeyPair own(KeyPairPool pool) throws InterruptedException {
        return pool.take(30, TimeUnit.SECONDS, () -> true);
    }

    /** A pool that makes nothing: what it holds was given back. */
    private static KeyPairPool holding(KeyPair... pairs) {
        KeyPairPool pool = new KeyPairPool(0, 1);
        for (KeyPair pair : pairs) {
            pool.giveBack(pair);
        }
        return pool;
    }

    @Test
    void aBurstSharesTheLastOneAndWaitsForNone() throws Exception {
        KeyPair first = RsaKeys.generate();
        KeyPair second = RsaKeys.generate();
        try (KeyPairPool pool = holding(first, second)) {
            assertSame(first, shared(pool));
            assertSame(second, shared(pool));
            for (int i = 0; i < 1_000; i++) {
                assertSame(second, shared(pool));
            }
            pool.giveBack(second);
            assertThrows(UsiException.class, () -> pool.take(1, TimeUnit.MILLISECONDS, () -> true), "it serves others");
            pool.giveBack(first);
            assertSame(first, own(pool));
        }
    }

    @Test
    void aKeyThatCameInAnAnswerIsTakenOnceForEachPair() throws Exception {
        KeyPair first = RsaKeys.generate();
        KeyPair second = RsaKeys.generate();
        try (KeyPairPool pool = holding()) {
            byte[] key = new byte[16];
            byte[] other = new byte[16];
            other[15] = 1;
            assertTrue(pool.isFirst(first, key));
            assertFalse(pool.isFirst(first, key.clone()));
            assertTrue(pool.isFirst(first, other));
            assertTrue(pool.isFirst(second, key));
        }
    }

    @Test
    void whatWasGivenBackIsNotSharedBesides() throws Exception {
        KeyPair pair = RsaKeys.generate();
        try (KeyPairPool pool = holding(pair)) {
            assertSame(pair, shared(pool));
            pool.giveBack(pair);
            assertSame(pair, own(pool));
            UsiException none =
                    assertThrows(UsiException.class, () -> pool.takeOrShare(1, TimeUnit.MILLISECONDS, () -> true));
            assertEquals(ErrorCode.TIMEOUT, none.code());
        }
    }

    @Test
    void whatWasTakenIsForgottenWhereAnotherIsThere() throws Exception {
        KeyPair first = RsaKeys.generate();
        KeyPair second = RsaKeys.generate();
        try (KeyPairPool pool = holding(first, second)) {
            assertSame(first, shared(pool));
            assertSame(second, own(pool));
            assertThrows(UsiException.class, () -> pool.takeOrShare(1, TimeUnit.MILLISECONDS, () -> true));
        }
        try (KeyPairPool pool = holding(first)) {
            assertSame(first, shared(pool));
            pool.giveBack(second);
            assertSame(second, own(pool));
            assertThrows(UsiException.class, () -> pool.takeOrShare(1, TimeUnit.MILLISECONDS, () -> true));
        }
    }

    @Test
    void theNextOneEndsTheSharing() throws Exception {
        try (KeyPairPool pool = new KeyPairPool(1, 1)) {
            KeyPair first = shared(pool);
            KeyPair next = shared(pool);
            while (next == first) {
                next = shared(pool);
            }
            assertNotSame(first, shared(pool));
        }
    }

    @Test
    void itsOwnUserSharesNone() throws Exception {
        try (KeyPairPool pool = new KeyPairPool(1, 2)) {
            Set<KeyPair> all = Collections.newSetFromMap(new IdentityHashMap<>());
            for (int i = 0; i < 6; i++) {
                all.add(own(pool));
            }
            assertEquals(6, all.size());
        }
    }
}
