package io.usi.daemon.usi3;

import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.crypto.MlKem768;
import io.usi.daemon.crypto.X25519Pair;
import io.usi.daemon.usi3.file.ChunkPool;
import io.usi.daemon.usi3.file.FileExchange;
import io.usi.daemon.usi3.file.ReceiveBudget;
import java.util.Arrays;

/** What all USI/3 sessions of a daemon share. For any thread. */
public final class Usi3 {
    private final String ownName;
    private final Timer timer;
    private final BorrowedWrites borrowed;
    private final Chains chains = new Chains();
    private final ReceiveBudget budget = new ReceiveBudget();
    private final ChunkPool chunks = new ChunkPool();

    /**
     * @param ownName this daemon's; may be empty
     */
    public Usi3(String ownName, Timer timer) {
        this.ownName = ownName;
        this.timer = timer;
        borrowed = new BorrowedWrites(System::nanoTime, timer::after);
        timer.every(Chains.EXPIRY_PERIOD, chains::expire);
        // The first use costs half a second, as the JVM checks the signed jar: not in somebody's opening.
        Threads.computeBriefly(Usi3::warmUp);
    }

    private static void warmUp() {
        try (X25519Pair pair = X25519Pair.generate();
                MlKem768 kem = MlKem768.generate();
                MlKem768.Encapsulation encapsulation = MlKem768.encapsulate(kem.publicKey())) {
            Arrays.fill(kem.decapsulate(encapsulation.ciphertext()), (byte) 0);
            Arrays.fill(pair.agree(pair.publicKey()), (byte) 0);
        }
    }

    /** For one peer that is connected to, or for all that connect. */
    public Usi3Opener opener() {
        return new Usi3Opener(this);
    }

    String ownName() {
        return ownName;
    }

    Timer timer() {
        return timer;
    }

    BorrowedWrites borrowed() {
        return borrowed;
    }

    /** Of the peers that connect. */
    Chains chains() {
        return chains;
    }

    FileExchange files(boolean initiator) {
        return new FileExchange(initiator, budget, chunks, timer);
    }
}
