package io.usi.daemon;

import io.usi.daemon.cli.ExitCode;
import io.usi.daemon.cli.Launch;
import io.usi.daemon.cli.TerminalQuestion;
import io.usi.daemon.config.Config;
import io.usi.daemon.control.ControlServer;
import io.usi.daemon.control.Locked;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.log.LogProvider;
import io.usi.daemon.net.Selectors;
import io.usi.daemon.plugin.KeyQuestion;
import io.usi.daemon.systemd.ServiceManager;
import io.usi.daemon.systemd.Supervision;
import io.usi.daemon.text.Announcer;
import io.usi.daemon.text.Language;
import io.usi.daemon.text.Sentences;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** {@code usi-daemon}. */
public final class Main {
    private static final long STOP_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(4_500);

    private Main() {}

    /** Runs the daemon until it is told to stop, and ends the process with an {@link ExitCode}. */
    public static void main(String[] args) {
        System.exit(run(List.of(args)).code());
    }

    private static ExitCode run(List<String> args) {
        LogProvider.use();
        Selectors.name();
        Sentences sentences = Sentences.in(Language.ofTerminal());
        LogProvider.speak(sentences::translated);
        Announcer announcer = new Announcer(sentences);
        Launch launch;
        try {
            launch = Launch.of(args, Launch.Surroundings.ofProcess(Version.TEXT, sentences));
        } catch (UsiException e) {
            return fail(e, announcer);
        }
        if (launch instanceof Launch.Print print) {
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
            out.print(print.text());
            out.flush();
            return ExitCode.OK;
        }
        return serve((Launch.Run) launch, sentences, announcer);
    }

    private static ExitCode serve(Launch.Run run, Sentences sentences, Announcer announcer) {
        if (run.config().dev()) {
            LogProvider.dev();
        }
        run.warnings().forEach(announcer::say);
        CountDownLatch stop = new CountDownLatch(1);
        Timer timer = new Timer();
        Supervision supervision = new Supervision(ServiceManager.ofProcess());
        AtomicReference<Runnable> end = new AtomicReference<>(timer::close);
        Thread onSignal = new Thread(() -> end(supervision, end.get()), "usi-signal");
        Runtime.getRuntime().addShutdownHook(onSignal);
        Daemon daemon;
        ControlServer control;
        try {
            Path socket = run.config().socket().orElseGet(SocketPlace::usual);
            control = ControlServer.bind(socket, access(run.config()), timer);
            end.set(control::close);
            Runnable stopLocked = () -> Threads.start("usi-exit", () -> System.exit(ExitCode.OK.code()));
            Locked locked = new Locked(control, timer, Version.TEXT, stopLocked, announcer::say);
            KeyQuestion user = TerminalQuestion.ofProcess(sentences).orElse((question, taker) -> {
                // Ready, too: a start that waits for a person would be broken off.
                supervision.watch(new Supervision.Watched(
                        () -> "Locked: waits for usi-ctl unlock", List.of(timer::check, control::check)));
                locked.ask(question, taker);
            });
            Optional<SecretKeyBytes> key = run.plugins().presetKey(user).map(SecretKeyBytes::new);
            daemon = new Daemon(
                    run.config(),
                    new Daemon.Ground(run.plugins(), key, control, timer, run.configured(), supervision),
                    Version.TEXT,
                    stop::countDown);
            end.set(daemon::close);
            supervision.watch(daemon.watched());
        } catch (UsiException e) {
            return fail(e, announcer, run, end.get(), onSignal);
        }
        daemon.listening().forEach(address -> announcer.say("listening on " + address));
        announcer.say("ready; control socket at " + control.path());
        ClassData.makeSoon(timer);
        try {
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    private static ControlServer.Access access(Config config) {
        Config.Control control = config.control();
        return new ControlServer.Access(control.group(), control.users(), control.groups());
    }

    /** What a signal leads to: an orderly end, in less than five seconds whatever hangs. */
    private static void end(Supervision supervision, Runnable end) {
        Threads.startPlatform("usi-last-resort", Main::haltSoon);
        supervision.end();
        end.run();
        Runtime.getRuntime().halt(ExitCode.OK.code());
    }

    /** It could not start. */
    private static ExitCode fail(UsiException e, Announcer announcer, Launch.Run run, Runnable end, Thread onSignal) {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException stopping) {
            // Told to stop meanwhile: that hook ends the process.
            LockSupport.park();
        }
        end.run();
        run.plugins().close();
        return fail(e, announcer);
    }

    private static ExitCode fail(UsiException e, Announcer announcer) {
        announcer.say(e.getMessage());
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
