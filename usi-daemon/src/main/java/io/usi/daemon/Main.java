package io.usi.daemon;

import io.usi.daemon.cli.ExitCode;
import io.usi.daemon.cli.Launch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code usi-daemon}. */
public final class Main {
    private static final long STOP_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(4_500);
    private static final String LOG = "org.slf4j.simpleLogger.";

    private Main() {}

    /** Runs the daemon until it is told to stop, and ends the process with an {@link ExitCode}. */
    public static void main(String[] args) {
        System.exit(run(List.of(args)).code());
    }

    private static ExitCode run(List<String> args) {
        logPlainly();
        Launch launch;
        try {
            launch = Launch.of(args, Launch.Surroundings.ofProcess(Version.TEXT));
        } catch (UsiException e) {
            return fail(e);
        }
        if (launch instanceof Launch.Print print) {
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
            out.print(print.text());
            out.flush();
            return ExitCode.OK;
        }
        return serve((Launch.Run) launch);
    }

    /** Set before the first logger is made: one line to standard error, without thread or class. */
    private static void logPlainly() {
        System.setProperty(LOG + "showThreadName", "false");
        System.setProperty(LOG + "showLogName", "false");
        System.setProperty(LOG + "showDateTime", "true");
        System.setProperty(LOG + "dateTimeFormat", "yyyy-MM-dd HH:mm:ss");
    }

    private static ExitCode serve(Launch.Run run) {
        if (run.config().dev()) {
            System.setProperty(LOG + "log.io.usi", "debug");
        }
        run.warnings().forEach(warning -> System.err.println("usi-daemon: " + warning));
        CountDownLatch stop = new CountDownLatch(1);
        Daemon daemon;
        Path socket;
        try {
            socket = run.config().socket().orElseGet(SocketPlace::usual);
            daemon = new Daemon(run.config(), run.plugins(), socket, Version.TEXT, stop::countDown);
        } catch (UsiException e) {
            run.plugins().close();
            return fail(e);
        }
        Thread onSignal = new Thread(
                () -> {
                    Threads.startPlatform("usi-last-resort", Main::haltSoon);
                    daemon.close();
                    // An orderly end, whatever signal asked for it.
                    Runtime.getRuntime().halt(ExitCode.OK.code());
                },
                "usi-signal");
        Runtime.getRuntime().addShutdownHook(onSignal);
        daemon.listening().ifPresent(address -> System.err.println("usi-daemon: listening on " + address));
        System.err.println("usi-daemon: ready; control socket at " + socket);
        try {
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    private static ExitCode fail(UsiException e) {
        System.err.println("usi-daemon: " + e.getMessage());
        return ExitCode.of(e.code());
    }

    /** Whatever hangs, a stop takes less than five seconds. */
    private static void haltSoon() {
        long end = System.nanoTime() + STOP_LIMIT_NANOS;
        for (long left = STOP_LIMIT_NANOS; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        Runtime.getRuntime().halt(ExitCode.OK.code());
    }
}
