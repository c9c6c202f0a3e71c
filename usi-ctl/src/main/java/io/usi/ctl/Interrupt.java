package io.usi.ctl;

import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.SafeText;
import java.util.function.Supplier;

/** What is to be done where the user ends the command with Ctrl+C or a signal. */
public final class Interrupt {
    private static volatile boolean underWay;

    private Interrupt() {}

    /**
     * Does some work; in the case of an interruption meanwhile, a task runs beside it before the process ends.
     *
     * @param task ends soon
     */
    public static <T> T during(Supplier<T> work, Runnable task) {
        Thread hook = new Thread(() -> perform(task), "interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.get();
        } finally {
            remove(hook);
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Too late to remove it: the interruption is under way.
            underWay = true;
        }
    }

    private static void perform(Runnable task) {
        underWay = true;
        try {
            task.run();
        } catch (CtlException e) {
            System.err.println("usi-ctl: " + SafeText.line(Sentences.translated(e.getMessage())));
        }
    }

    /** Whether the user is ending the command: what fails from then on is of no interest. */
    static boolean isUnderWay() {
        return underWay;
    }
}
