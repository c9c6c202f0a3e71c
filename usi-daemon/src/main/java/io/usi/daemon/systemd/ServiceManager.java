package io.usi.daemon.systemd;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager that started this process, where one did: told how the service is, in the words of sd_notify(3). What it
 * is told is counts and states alone. For any thread.
 */
public final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

    private final Optional<Sender> sender;
    private final Optional<Duration> watchdog;

    /** How words get there. */
    interface Sender {
        /** Sends lines of {@code NAME=value}. */
        void send(String lines) throws IOException;
    }

    ServiceManager(Optional<Sender> sender, Optional<Duration> watchdog) {
        this.sender = sender;
        this.watchdog = watchdog;
    }

    /** That of this process. */
    public static ServiceManager ofProcess() {
        return of(System.getenv(), ProcessHandle.current().pid());
    }

    static ServiceManager of(Map<String, String> environment, long pid) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return new ServiceManager(Optional.empty(), Optional.empty());
        }
        try {
            return new ServiceManager(Optional.of(new NotifySocket(socket)::send), watchdog(environment, pid));
        } catch (IllegalArgumentException e) {
            LOG.warn("The service manager cannot be told anything: {}", e.getMessage());
            return new ServiceManager(Optional.empty(), Optional.empty());
        }
    }

    private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String whose = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
        return micros.matches("[1-9][0-9]{0,14}") && whose.equals(Long.toString(pid))
                ? Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS))
                : Optional.empty();
    }

    /** Whether there is one. */
    boolean present() {
        return sender.isPresent();
    }

    /** The time after which it ends a service that has not said that it is alive; empty where it does not. */
    Optional<Duration> watchdog() {
        return watchdog;
    }

    /**
     * The service does what it is for; after {@link #reloading}, again.
     *
     * @param status for people, one line
     */
    public void ready(String status) {
        send("READY=1\nSTATUS=" + status);
    }

    /** How it is now: for people, one line. */
    void status(String status) {
        send("STATUS=" + status);
    }

    /** The configuration is being read again. */
    public void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /** The watchdog has nothing to fear. */
    void alive() {
        send("WATCHDOG=1");
    }

    /** The service ends because it was told to. */
    void stopping() {
        send("STOPPING=1\nSTATUS=Saying goodbye");
    }

    private void send(String lines) {
        sender.ifPresent(s -> {
            try {
                s.send(lines);
            } catch (IOException e) {
                LOG.warn("The service manager could not be told how the service is ({})", e.getMessage());
            }
        });
    }
}
