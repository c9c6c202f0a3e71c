package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and texts side by side, over a network that breaks and to receivers that are slow. */
class Usi3TransferIT {
    private static final int GIGABYTE = 1_000_000_007;
    private static final int MEGABYTE = 1_000_000;
    private static final int CUTS = 10;
    /** Texts that one side has under way at the same time. */
    private static final int UNDER_WAY = 16;

    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir
    Path temp;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "server"})
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aGigabyteSurvivesTenCutsBesideTexts(String sends) throws Exception {
        Path file = randomFile(GIGABYTE);
        boolean upstream = sends.equals("client");
        try (Daemon server = daemon("server", "-s", "127.0.0.1", "-p", "0");
                Proxy proxy = Proxy.cutting(server.port(), cuts(), upstream);
                Daemon client = daemon("client", "-c", proxy.address());
                Control atServer = new Control(server);
                Control atClient = new Control(client)) {
            speaksUsi3(server);
            speaksUsi3(client);
            atServer.subscribed();
            atClient.subscribed();
            Daemon sender = upstream ? client : server;
            Daemon receiver = upstream ? server : client;
            Path into = receiver.place.work.resolve("into");
            AtomicBoolean over = new AtomicBoolean();
            try (Child sending = sender.place.startCtl("sendfile", file.toString());
                    Child accepting = receiver.place.startCtl(
                            "accept", (String) receiver.offer().get("id"), "--into", into.toString())) {
                Future<List<String>> up = threads.submit(() -> chat(atClient, "up ", over));
                Future<List<String>> down = threads.submit(() -> chat(atServer, "down ", over));
                long begin = System.nanoTime();
                try {
                    accepting.finish(LIMIT).exits(0);
                    sending.finish(LIMIT).exits(0);
                } finally {
                    over.set(true);
                }
                report("%s sends: %.1f s, %d connections, %d bytes passed"
                        .formatted(sends, (System.nanoTime() - begin) / 1e9, proxy.connections(), proxy.passed()));
                sameTexts(up.get(1, TimeUnit.MINUTES), atServer);
                sameTexts(down.get(1, TimeUnit.MINUTES), atClient);
            }
            assertEquals(-1, Files.mismatch(file, into.resolve(file.getFileName())));
            assertEquals(0, proxy.cutsLeft());
            assertEquals(CUTS + 1, proxy.connections());
            // What was in the network when it broke goes again, and nothing else.
            long again = proxy.passed() - GIGABYTE;
            assertTrue(again < GIGABYTE / 10, "it was sent again: " + again);
        }
    }

    private static List<Proxy.Cut> cuts() {
        return new Random(3)
                .longs(CUTS, MEGABYTE, GIGABYTE - MEGABYTE)
                .sorted()
                .mapToObj(at -> new Proxy.Cut(at, at % 3 == 0))
                .toList();
    }

    private static void sameTexts(List<String> said, Control listener) {
        Await.until("all texts to be there", () -> listener.texts().size() >= said.size());
        assertEquals(said, listener.texts());
        report("texts: " + said.size());
    }

    /** Says numbered texts until it is over; each must be delivered. Returns what was said. */
    private static List<String> chat(Control control, String prefix, AtomicBoolean over) throws Exception {
        List<String> said = new ArrayList<>();
        Deque<CompletableFuture<Map<String, Object>>> answers = new ArrayDeque<>();
        Pace pace = new Pace(Duration.ofMillis(20));
        while (!over.get()) {
            String text = prefix + said.size();
            said.add(text);
            answers.add(control.ask("message.send", Map.of("text", text, "wait_s", 30)));
            if (answers.size() == UNDER_WAY) {
                delivered(answers.remove());
            }
            pace.await();
        }
        for (CompletableFuture<Map<String, Object>> answer : answers) {
            delivered(answer);
        }
        return said;
    }

    private static void delivered(CompletableFuture<Map<String, Object>> answer) throws Exception {
        assertEquals(
                List.of("delivered"),
                recipients(answer.get(60, TimeUnit.SECONDS)).stream()
                        .map(recipient -> recipient.get("status"))
                        .toList());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> recipients(Map<String, Object> answer) {
        return (List<Map<String, Object>>) answer.get("recipients");
    }

    @Test
    void aSlowReceiverDelaysNoText() throws Exception {
        Duration time = Duration.ofSeconds(60);
        Path file = randomFile(80 * MEGABYTE);
        try (Daemon server = daemon("server", "-s", "127.0.0.1", "-p", "0");
                Daemon client = daemon("client", "-c", "127.0.0.1:" + server.port())) {
            Latencies latencies = measure(client, server, file, MEGABYTE, time);
            latencies.report("receiver of 1 MB/s");
            assertTrue(latencies.bytes > 55L * MEGABYTE, "only so many bytes came: " + latencies.bytes);
            latencies.below(50);
        }
    }

    @Test
    void aSlowNetworkDelaysTextsLittle() throws Exception {
        Duration time = Duration.ofSeconds(20);
        Path file = randomFile(60 * MEGABYTE);
        try (Daemon server = daemon("server", "-s", "127.0.0.1", "-p", "0");
                Proxy proxy = Proxy.slow(server.port(), MEGABYTE);
                Daemon client = daemon("client", "-c", proxy.address())) {
            Latencies latencies = measure(client, server, file, 100L * MEGABYTE, time);
            latencies.report("network of 1 MB/s");
            assertTrue(latencies.bytes > 15L * MEGABYTE, "only so many bytes came: " + latencies.bytes);
            latencies.below(250);
        }
    }

    /**
     * Round trips of texts in nanoseconds: between two daemons that have no file under way, and at the same time beside one in
     * both directions, and how much of that came.
     */
    private record Latencies(List<Long> without, List<Long> along, List<Long> against, long bytes) {
        void report(String what) {
            Usi3TransferIT.report("%s: without %s, along %s, against %s, %d bytes"
                    .formatted(what, line(without), line(along), line(against), bytes));
        }

        private static String line(List<Long> nanos) {
            return "n=%d p50=%.1f p99=%.1f max=%.1f ms"
                    .formatted(nanos.size(), millis(nanos, 0.5), millis(nanos, 0.99), millis(nanos, 1));
        }

        private static double millis(List<Long> nanos, double part) {
            long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
            return sorted[(int) Math.ceil(part * sorted.length) - 1] / 1e6;
        }

        /** In milliseconds, beyond what texts without a file took in the same seconds on the same machine. */
        void below(double limit) {
            for (List<Long> way : List.of(along, against)) {
                for (double part : new double[] {0.5, 0.99}) {
                    assertTrue(
                            millis(way, part) < limit + millis(without, part),
                            () -> "round trips: " + line(way) + ", without a file " + line(without));
                }
            }
        }
    }

    /** Sends a file to a program that reads so fast, for that time; texts go both ways. */
    private Latencies measure(Daemon sender, Daemon receiver, Path file, long rate, Duration time) throws Exception {
        try (Daemon one = daemon("one", "-s", "127.0.0.1", "-p", "0");
                Daemon other = daemon("other", "-c", "127.0.0.1:" + one.port());
                Control atOther = new Control(other);
                Control atSender = new Control(sender);
                Control atReceiver = new Control(receiver)) {
            for (Daemon each : List.of(one, other, sender, receiver)) {
                speaksUsi3(each);
            }
            for (Control each : List.of(atOther, atSender, atReceiver)) {
                roundTrips(each, Duration.ofSeconds(2));
            }
            atSender.call("file.send", Map.of("name", "slow", "size", Files.size(file), "path", file.toString()));
            Map<String, Object> accepted = atReceiver.call(
                    "file.accept", Map.of("offer", receiver.offer().get("id"), "into", "stream"));
            try (InputStream in = Control.attach(receiver, (String) accepted.get("token"))) {
                Future<Long> bytes = threads.submit(() -> read(in, rate, time));
                Future<List<Long>> without = threads.submit(() -> roundTrips(atOther, time));
                Future<List<Long>> along = threads.submit(() -> roundTrips(atSender, time));
                Future<List<Long>> against = threads.submit(() -> roundTrips(atReceiver, time));
                return new Latencies(without.get(), along.get(), against.get(), bytes.get());
            }
        }
    }

    private static long read(InputStream in, long rate, Duration time) throws IOException {
        byte[] buffer = new byte[10_000];
        Pace pace = new Pace(Duration.ofNanos(buffer.length * 1_000_000_000L / rate));
        long end = System.nanoTime() + time.toNanos();
        long bytes = 0;
        while (System.nanoTime() < end) {
            int count = in.readNBytes(buffer, 0, buffer.length);
            assertTrue(count > 0, "the stream ended");
            bytes += count;
            pace.await();
        }
        return bytes;
    }

    /** Twenty texts a second, none of which waits for the one before it. */
    private static List<Long> roundTrips(Control control, Duration time) throws Exception {
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        Pace pace = new Pace(Duration.ofMillis(50));
        for (long i = 0; i < time.toMillis() / 50; i++) {
            long begin = System.nanoTime();
            CompletableFuture<Map<String, Object>> answer =
                    control.ask("message.send", Map.of("text", "How long does this take? " + i));
            answers.add(answer.thenApply(delivered -> System.nanoTime() - begin));
            pace.await();
        }
        List<Long> nanos = new ArrayList<>();
        for (CompletableFuture<Long> answer : answers) {
            nanos.add(answer.get(60, TimeUnit.SECONDS));
        }
        return nanos;
    }

    private Daemon daemon(String name, String... arguments) throws IOException {
        return new Place(temp, name).with("USI_JAVA_OPTS", "-Xmx64m").start(arguments);
    }

    private static void speaksUsi3(Daemon daemon) {
        Await.until("a peer of USI/3", () -> daemon.peers().stream()
                .anyMatch(peer ->
                        "open".equals(peer.get("state")) && peer.get("protocol").equals(3)));
    }

    private Path randomFile(int size) throws IOException {
        Path file = temp.resolve("random.bin");
        SplittableRandom random = new SplittableRandom(size);
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int left = size; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, Math.min(left, block.length));
            }
        }
        return file;
    }

    private static void report(String line) {
        System.out.println(line);
    }

    /** Every so often, late or not: what was late is made up for. */
    private static final class Pace {
        private final long step;
        private long next = System.nanoTime();

        Pace(Duration step) {
            this.step = step.toNanos();
        }

        void await() {
            next += step;
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }
}
