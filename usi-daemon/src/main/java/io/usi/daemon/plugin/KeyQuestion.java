package io.usi.daemon.plugin;

import io.usi.daemon.ErrorCode;
import java.util.function.Consumer;

/** Asks the daemon's user for what a key provider needs. */
public interface KeyQuestion {
    /**
     * Asks until an answer is taken. Blocks until then.
     *
     * @param question one line, safe to show
     * @param taker is given each answer, one at a time, and wipes nothing; it takes up to a minute, and throws a {@link
     *     io.usi.daemon.UsiException} with {@link ErrorCode#KEY} where the answer cannot be right
     * @throws io.usi.daemon.UsiException with {@link ErrorCode#KEY} where nobody gives one that is
     */
    void ask(String question, Consumer<char[]> taker);
}
