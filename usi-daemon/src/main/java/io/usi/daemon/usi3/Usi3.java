package io.usi.daemon.usi3;

import io.usi.daemon.Timer;
import io.usi.daemon.usi3.file.FileExchange;
import io.usi.daemon.usi3.file.ReceiveBudget;

/** What all USI/3 sessions of a daemon share. For any thread. */
public final class Usi3 {
    private final String ownName;
    private final Timer timer;
    private final Chains chains = new Chains();
    private final ReceiveBudget budget = new ReceiveBudget();

    /**
     * @param ownName this daemon's; may be empty
     */
    public Usi3(String ownName, Timer timer) {
        this.ownName = ownName;
        this.timer = timer;
        timer.every(Chains.EXPIRY_PERIOD, chains::expire);
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

    /** Of the peers that connect. */
    Chains chains() {
        return chains;
    }

    FileExchange files(boolean initiator) {
        return new FileExchange(initiator, budget, timer);
    }
}
