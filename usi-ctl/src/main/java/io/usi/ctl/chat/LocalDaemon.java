package io.usi.ctl.chat;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.command.Invocation;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.SafeText;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A daemon for one chat, which ends with it, however that ends. */
final class LocalDaemon implements AutoCloseable {
    private static final Texts TEXTS = Texts.of(LocalDaemon.class);

    /**
     * Starts the daemon given as arguments, and ends it when standard input ends: when this process closes it or is no more, killed or
     * not. Ctrl+C is for the chat alone.
     */
    private static final String KEEPER = """
            trap '' INT
            exec 3<&0
            "$@" </dev/null 3<&- &
            daemon=$!
            (read -r _ <&3; kill "$daemon") 2>/dev/null &
            watch=$!
            wait "$daemon"
            status=$?
            kill "$watch" 2>/dev/null
            exit "$status"
            """;

    private static final int MAX_ANSWER = 1_024;
    private static final int MAX_WORD = 500;
    private static final long START_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long STEP_MS = 50;
    /** The daemon says its goodbyes in 5 s at most. */
    private static final long END_S = 8;

    private final Invocation call;
    private final boolean listens;
    private final Process process;
    private final Thread log;
    private volatile String lastWord = "";

    private LocalDaemon(Invocation call, boolean listens, Process process) {
        this.call = call;
        this.listens = listens;
        this.process = process;
        log = new Thread(this::read, "chat-daemon");
        log.setDaemon(true);
        log.start();
    }

    /** Asks whether and how to start one, and does; empty where the user does not want one, or ends the input. */
    static Optional<LocalDaemon> offer(Invocation call) {
        Optional<String> wanted =
                ask(call, TEXTS.get("start", SafeText.line(call.socket().toString())));
        if (wanted.filter(Typed::isYes).isEmpty()) {
            return Optional.empty();
        }
        Optional<String> host = ask(call, TEXTS.get("connect"));
        if (host.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> name = ask(call, TEXTS.get("name"));
        return name.map(given -> start(call, host.get().strip(), given.strip()));
    }

    private static LocalDaemon start(Invocation call, String host, String name) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", KEEPER, "usi-daemon", program()));
        command.addAll(List.of("--socket", call.socket().toAbsolutePath().toString()));
        command.addAll(host.isEmpty() ? List.of("--listen") : List.of("--connect=" + host));
        if (!name.isEmpty()) {
            command.add("--name=" + name);
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        // What the launcher set for Java alone.
        String locale = environment.remove("USI_LOCALE");
        if (locale != null) {
            environment.put("LC_ALL", locale);
        }
        try {
            return new LocalDaemon(call, host.isEmpty(), builder.start());
        } catch (IOException e) {
            throw new CtlException(Exit.SAID_NO, TEXTS.get("nostart", String.valueOf(e.getMessage())));
        }
    }

    /** The daemon beside this program, else one on the PATH. */
    private static String program() {
        String home = System.getProperty("usi.home", "");
        Path beside = Path.of(home, "bin", "usi-daemon");
        return !home.isEmpty() && Files.isExecutable(beside) ? beside.toString() : "usi-daemon";
    }

    private static Optional<String> ask(Invocation call, String question) {
        call.streams().err().print(question + " ");
        call.streams().err().flush();
        Optional<String> answer = answer(call.streams().in());
        if (answer.isEmpty()) {
            call.streams().err().println();
        }
        return answer;
    }

    /** One line, and not a byte of the next; empty where there is none. */
    private static Optional<String> answer(InputStream in) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    return Optional.empty();
                }
                if (line.size() < MAX_ANSWER) {
                    line.write(b);
                }
            }
        } catch (IOException e) {
            throw new CtlException(Exit.SAID_NO, TEXTS.get("terminal", String.valueOf(e.getMessage())));
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    lastWord = line.substring(0, Math.min(line.length(), MAX_WORD));
                }
            }
        } catch (IOException e) {
            // The process is gone, and its exit code is known.
            return;
        }
    }

    /** Waits until the daemon serves. */
    void awaitReady() {
        long end = System.nanoTime() + START_NS;
        while (true) {
            try (RpcClient client = RpcClient.open(call.socket())) {
                client.call("daemon.status", Map.of());
                return;
            } catch (CtlException e) {
                if (e.exit() != Exit.NO_DAEMON || System.nanoTime() - end > 0) {
                    throw e;
                }
            }
            if (ended(STEP_MS, TimeUnit.MILLISECONDS)) {
                join();
                throw new CtlException(Exit.NO_DAEMON, TEXTS.get("nostart", lastWord));
            }
        }
    }

    /** Waits until the session with a peer is open, and tells the user so meanwhile. */
    void await(String peer) {
        Consumer<String> tell = line -> {
            call.streams().err().println(line);
            call.streams().err().flush();
        };
        new Arrival(call::dial, peer, tell).await(listens ? Arrival.EXPECTED : Arrival.CALLED);
    }

    private boolean ended(long time, TimeUnit unit) {
        try {
            return process.waitFor(time, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void join() {
        try {
            log.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // Its other end is closed already: it ends.
            process.destroy();
        }
        if (!ended(END_S, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
