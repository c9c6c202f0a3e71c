package io.usi.plugins.sinkcommand;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes together with what they started. */
final class ProcessTree {
    private static final Duration FORCED = Duration.ofSeconds(1);

    private ProcessTree() {}

    /**
     * Asks processes and their descendants to end, and kills those that are left after a time. Their standard input stays
     * open throughout: {@link Process#destroy} would close it, and a process that still runs would take that for the end
     * of its file.
     *
     * <p>What leaves the tree, since its parent ended, is not found any more.
     *
     * @param roots the processes; those that ended are left out
     * @param grace how long they may take to end by themselves. An interrupt cuts it short, and stays set
     */
    static void kill(Collection<Process> roots, Duration grace) {
        // Parents stand before their children: a shell must not see its command die and go on with the next one.
        Set<ProcessHandle> tree = new LinkedHashSet<>();
        for (Process root : roots) {
            if (root.isAlive()) {
                tree.add(root.toHandle());
                root.descendants().forEach(tree::add);
            }
        }
        tree.forEach(ProcessHandle::destroy);
        boolean interrupted = awaitEnd(tree, grace);
        // What they started meanwhile to clean up.
        List.copyOf(tree).forEach(process -> process.descendants().forEach(tree::add));
        tree.removeIf(process -> !process.isAlive());
        tree.forEach(ProcessHandle::destroyForcibly);
        interrupted |= awaitEnd(tree, FORCED);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether it was interrupted. */
    private static boolean awaitEnd(Set<ProcessHandle> processes, Duration limit) {
        try {
            CompletableFuture.allOf(
                            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        } catch (InterruptedException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
