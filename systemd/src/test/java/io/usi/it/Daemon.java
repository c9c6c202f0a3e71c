package io.usi.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A daemon that runs, and what one asks of it with usi-ctl. Closing kills it. */
final class Daemon implements AutoCloseable {
    final Place place;
    final Child child;

    private Daemon(Place place, Child child) {
        this.place = place;
        this.child = child;
    }

    static Daemon ready(Place place, Child child) {
        try {
            Await.until("the daemon to answer", () -> {
                if (!child.isAlive()) {
                    throw new AssertionError("the daemon ended: " + child.finish(Duration.ofSeconds(5)));
                }
                return place.ctl("status").exit() == 0;
            });
        } catch (RuntimeException | Error e) {
            child.close();
            throw e;
        }
        return new Daemon(place, child);
    }

    /** A usi-ctl command that must succeed. */
    Result ctl(String... arguments) throws IOException, InterruptedException {
        return place.ctl(arguments).exits(0);
    }

    Place place() {
        return place;
    }

    Map<String, Object> status() throws IOException, InterruptedException {
        return ctl("status", "--json").object();
    }

    /** The port that it listens on. */
    int port() throws IOException, InterruptedException {
        String listening = (String) status().get("listening");
        return Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
    }

    List<Map<String, Object>> peers() throws IOException, InterruptedException {
        return ctl("peers", "--json").array();
    }

    /** The open peer with a name; waits for it. */
    Map<String, Object> peer(String name) {
        return Await.value("the peer " + name + " to be open", () -> peers().stream()
                .filter(peer -> "open".equals(peer.get("state")) && name.equals(peer.get("name")))
                .findFirst());
    }

    /** The first offer; waits for it. */
    Map<String, Object> offer() {
        return Await.value(
                "an offer", () -> ctl("offers", "--json").array().stream().findFirst());
    }

    /** The held message with a text; waits for it. */
    Map<String, Object> message(String text) {
        return Await.value("the message " + text, () -> received().stream()
                .filter(event -> text.equals(event.get("text")))
                .findFirst());
    }

    /** Every held message. */
    List<Map<String, Object>> received() throws IOException, InterruptedException {
        return ctl("recv", "--json").objects();
    }

    /** A number from {@code /proc/PID/status}: VmRSS and VmHWM in KiB, Threads. */
    long process(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(child.pid()), "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Everything that it printed: its log. */
    String log() {
        List<String> log = new ArrayList<>(child.lines());
        log.addAll(child.errors());
        return String.join("\n", log);
    }

    /** Asks it to stop, and waits for its end. */
    Result stop() throws IOException, InterruptedException {
        ctl("stop");
        return child.finish(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        child.close();
    }
}
