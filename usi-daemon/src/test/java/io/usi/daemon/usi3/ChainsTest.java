package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Timer;
import io.usi.daemon.crypto.Hkdf;
import io.usi.daemon.usi3.file.ChunkPool;
import io.usi.daemon.usi3.file.FileExchange;
import io.usi.daemon.usi3.file.ReceiveBudget;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChainsTest {
    private static final int IDLE_BYTES = 24 << 20;

    private final Timer timer = new Timer();
    private final Chains chains = new Chains();
    private final List<Chain> made = new ArrayList<>();

    @AfterEach
    void stop() {
        timer.close();
    }

    private Chain chain() {
        byte[] exporter =
                Hkdf.expand(new byte[KeySchedule.BYTES], KeySchedule.label("chain " + made.size()), KeySchedule.BYTES);
        Chain chain = new Chain(false, exporter, new FileExchange(false, new ReceiveBudget(), new ChunkPool(), timer));
        made.add(chain);
        return chain;
    }

    private long left() {
        return made.stream().filter(each -> !each.ended()).count();
    }

    @Test
    void whoComesAndGoesDoesNotPileThemUpUntilTheNextMinute() {
        for (int i = 0; i < 3 * Chains.IDLE; i++) {
            chains.add(chain());
        }
        assertEquals(Chains.IDLE + 1, left());
        assertTrue(made.get(0).ended());
        assertEquals(Optional.empty(), chains.find(made.get(0).id()));
    }

    @Test
    void theIdsOfTextsThatCameCountAsTheTextsThatWait() {
        for (int i = 0; i < Chains.IDLE; i++) {
            Chain chain = chain();
            chains.add(chain);
            for (int id = 0; id < ReceivedIds.REMEMBERED; id++) {
                chain.received().add(Bytes.random(Frame.ID_BYTES));
            }
            if (i % 16 == 0) {
                chain.texts().add(OutgoingTexts.OWN, "x".repeat(Frame.MAX_TEXT), Optional.empty(), reach -> {});
            }
        }
        long all = made.stream().mapToLong(Chain::held).sum();
        assertTrue(all < IDLE_BYTES);
        for (Chain chain : made) {
            for (int i = 0; i < 2; i++) {
                chain.texts().add(OutgoingTexts.OWN, "x".repeat(Frame.MAX_TEXT), Optional.empty(), reach -> {});
            }
        }
        chains.expire();
        long held = made.stream()
                .filter(each -> !each.ended())
                .mapToLong(Chain::held)
                .sum();
        assertTrue(held <= IDLE_BYTES && held > IDLE_BYTES / 2, () -> held + " bytes");
    }
}
