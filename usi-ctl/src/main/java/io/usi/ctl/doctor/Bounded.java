package io.usi.ctl.doctor;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A check on a thread of its own, since what it asks (a socket, a name server, a file system) may never answer. */
final class Bounded {
    /** How long a check may take. */
    static final int PATIENCE_S = 5;

    private Bounded() {}

    /**
     * Looks.
     *
     * @param late what is found where the check takes longer; its thread is left to itself then, and keeps no process alive
     */
    static <T> T look(Supplier<T> check, T late) {
        FutureTask<T> task = new FutureTask<>(check::get);
        Thread thread = new Thread(task, "check");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return late;
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return late;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
