package io.usi.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A child process whose output is collected while it runs. Closing kills it. */
final class Child implements AutoCloseable {
    private final List<String> command;
    private final Process process;
    private final Writer input;
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private final Thread outReader;
    private final Thread errReader;

    private Child(List<String> command, Process process) {
        this.command = command;
        this.process = process;
        input = process.outputWriter(StandardCharsets.UTF_8);
        outReader = collect(process.getInputStream(), out);
        errReader = collect(process.getErrorStream(), err);
    }

    static Child start(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new Child(command, builder.start());
    }

    private static Thread collect(InputStream stream, List<String> lines) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader reader =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            synchronized (lines) {
                                lines.add(line);
                            }
                        }
                    } catch (IOException e) {
                        synchronized (lines) {
                            lines.add("[reading ended: " + e + "]");
                        }
                    }
                },
                "collect");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The lines of standard output so far. */
    List<String> lines() {
        synchronized (out) {
            return List.copyOf(out);
        }
    }

    /** The lines of standard error so far. */
    List<String> errors() {
        synchronized (err) {
            return List.copyOf(err);
        }
    }

    void type(String line) {
        try {
            input.write(line);
            input.write('\n');
            input.flush();
        } catch (IOException e) {
            throw new AssertionError(command + " reads no more; it said " + errors(), e);
        }
    }

    void closeInput() throws IOException {
        input.close();
    }

    /** Sends a signal by its name, "KILL" for example. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Waits for the end. */
    Result finish(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            List<String> so = lines();
            close();
            throw new AssertionError(
                    command + " runs for more than " + limit.toSeconds() + " s; it printed " + so + errors());
        }
        outReader.join(5_000);
        errReader.join(5_000);
        return new Result(command, process.exitValue(), joined(lines()), joined(errors()));
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public String toString() {
        return command + " out: " + lines() + " err: " + errors();
    }
}
