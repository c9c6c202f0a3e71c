package io.usi.ctl;

import java.util.Optional;

/** What ends a command that nobody foresaw, in the one form in which everything does. */
public final class Unexpected {
    private Unexpected() {}

    /**
     * Does some work.
     *
     * @return how it failed; empty where it did not
     */
    public static Optional<CtlException> failure(Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (CtlException e) {
            return Optional.of(e);
        } catch (RuntimeException e) {
            return Optional.of(of(e));
        } catch (OutOfMemoryError e) {
            return Optional.of(outOfMemory());
        }
    }

    static CtlException of(RuntimeException e) {
        return new CtlException(Exit.SAID_NO, "this should not happen: " + where(e) + ": please report it");
    }

    static CtlException outOfMemory() {
        return new CtlException(Exit.SAID_NO, "out of memory: give it more with USI_JAVA_OPTS=-Xmx256m");
    }

    /** What a report needs, without what users wrote: messages of exceptions may hold that. */
    private static String where(RuntimeException e) {
        StackTraceElement[] trace = e.getStackTrace();
        return e.getClass().getSimpleName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
