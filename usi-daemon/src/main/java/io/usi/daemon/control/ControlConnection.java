package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.event.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One local program's connection: requests and events, or, once it attached, the bytes of one transfer. */
final class ControlConnection implements Caller {
    /** The longest line taken, in bytes. */
    static final int LINE_LIMIT = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);
    private static final int UNDER_WAY = 32;
    /** How long a program that closed its writing side still gets its answers, in seconds. */
    private static final long ANSWER_PATIENCE_S = 60;
    /** How long a reader of events that fell behind has to take what is left, before it is closed. */
    private static final Duration LAG_PATIENCE = Duration.ofSeconds(10);

    private final PatientChannel channel;
    private final Supplier<ControlMethods> methods;
    private final Timer timer;
    private final boolean ownUser;
    private final LineReader reader;
    private final LineWriter writer;
    private final Semaphore underWay = new Semaphore(UNDER_WAY);
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean gone;
    private CompletableFuture<Void> lastSend = CompletableFuture.completedFuture(null);
    private Subscription subscription;
    private Subscription requested;

    /**
     * Takes over a connection.
     *
     * @throws IOException where the process has no more descriptors
     */
    ControlConnection(SocketChannel accepted, Supplier<ControlMethods> methods, Timer timer, boolean ownUser)
            throws IOException {
        this.channel = new PatientChannel(accepted);
        this.methods = methods;
        this.timer = timer;
        this.ownUser = ownUser;
        this.reader = new LineReader(channel::read, LINE_LIMIT);
        this.writer = new LineWriter(channel, underWay::release);
    }

    /** Serves until the program or the daemon closes. Blocks. */
    void run() {
        try {
            byte[] line = reader.next();
            if (line == null) {
                return;
            }
            Map<String, Object> first = parse(line);
            if (first != null && first.get("attach") instanceof String token) {
                attach(token);
            } else {
                Thread writing = Threads.start("usi-control-write", this::write);
                serve(line);
                writer.close();
                writing.join(TimeUnit.SECONDS.toMillis(ANSWER_PATIENCE_S));
            }
        } catch (IOException e) {
            LOG.debug("A control connection ended", e);
        } catch (UsiException e) {
            answerAtOnce(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            gone = true;
            drained.complete(null);
            if (subscription != null) {
                subscription.close();
            }
            close();
        }
    }

    private void serve(byte[] first) throws IOException, InterruptedException {
        try {
            for (byte[] line = first; line != null; line = reader.next()) {
                if (line.length > 0) {
                    underWay.acquire();
                    request(line);
                    // It may have held a password.
                    Arrays.fill(line, (byte) 0);
                }
            }
            if (!underWay.tryAcquire(UNDER_WAY, ANSWER_PATIENCE_S, TimeUnit.SECONDS)) {
                LOG.debug("A program went away before its requests were answered");
            }
        } catch (UsiException e) {
            writer.addUncounted(answer(null, "error", RpcException.toJson(e)));
        }
    }

    private void write() {
        try {
            writer.run();
        } catch (IOException e) {
            LOG.debug("A control connection took no more", e);
        } finally {
            // Whatever made the writer stop, the reader must not go on alone.
            drained.complete(null);
            close();
        }
    }

    private static Map<String, Object> parse(byte[] line) {
        try {
            return Json.parse(line);
        } catch (IOException e) {
            return null;
        }
    }

    /** Carries out one request, and gives its place back when it is answered. */
    private void request(byte[] line) {
        Map<String, Object> request = parse(line);
        Object given = request == null ? null : request.get("id");
        Object id = given instanceof String || given instanceof Number ? given : null;
        boolean silent = request != null && !request.containsKey("id");
        try {
            if (request == null) {
                boolean batch = new String(line, StandardCharsets.UTF_8).strip().startsWith("[");
                throw batch
                        ? new RpcException(RpcException.NOT_A_REQUEST, "batches are not taken: one request a line")
                        : new RpcException(RpcException.NOT_JSON, "not one JSON object on a line");
            }
            boolean valid = "2.0".equals(request.get("jsonrpc"))
                    && request.get("method") instanceof String
                    && (given == null || id != null);
            if (!valid) {
                silent = false;
                throw new RpcException(RpcException.NOT_A_REQUEST, "not a JSON-RPC 2.0 request");
            }
            boolean quiet = silent;
            methods.get()
                    .table()
                    .call((String) request.get("method"), request.get("params"), this)
                    .whenComplete((result, failure) -> answerLater(id, quiet, result, failure));
            if (requested != null) {
                writer.stream(requested);
                requested = null;
            }
        } catch (RuntimeException e) {
            answerLater(id, silent, null, e);
        }
    }

    private void answerLater(Object id, boolean silent, Object result, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause != null && (!(cause instanceof UsiException usi) || usi.code() == ErrorCode.INTERNAL)) {
            LOG.error("A request failed with {}", cause.getClass().getName());
            LOG.debug("Where", cause);
        }
        if (silent) {
            underWay.release();
        } else {
            writer.add(cause == null ? answer(id, "result", result) : answer(id, "error", RpcException.toJson(cause)));
        }
    }

    private static Map<String, Object> answer(Object id, String member, Object value) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("jsonrpc", "2.0");
        json.put("id", id);
        json.put(member, value);
        return json;
    }

    private void attach(String token) throws IOException {
        Attachments.Stream stream = methods.get().attachments().take(token);
        try {
            channel.writeFully(ByteBuffer.wrap(Json.line(Map.of("attached", stream.transfer()))));
        } catch (IOException e) {
            stream.abandoned(
                    new UsiException(ErrorCode.CANCELLED, "the program that came for the file's bytes went away"));
            throw e;
        }
        stream.run(channel.plain(), reader.rest());
    }

    private void answerAtOnce(UsiException e) {
        try {
            channel.writeFully(ByteBuffer.wrap(Json.line(Map.of("error", RpcException.toJson(e)))));
        } catch (IOException gone) {
            LOG.debug("A control connection was gone before its answer", gone);
        }
    }

    /** Writes the answers that are ready, then closes; completes when that is done. */
    CompletableFuture<Void> drain() {
        writer.close();
        return drained;
    }

    void close() {
        writer.close();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A control connection could not be closed", e);
        }
    }

    @Override
    public boolean isOwnUser() {
        return ownUser;
    }

    @Override
    public boolean isGone() {
        return gone;
    }

    @Override
    public CompletableFuture<Void> lastSend() {
        return lastSend;
    }

    @Override
    public void lastSend(CompletableFuture<Void> queued) {
        lastSend = queued;
    }

    @Override
    public void stream(Subscription events) {
        if (subscription != null) {
            events.close();
            throw new UsiException(ErrorCode.STATE, "this connection has a subscription: open another connection");
        }
        subscription = events;
        requested = events;
        events.onLag(() -> timer.after(LAG_PATIENCE, this::close));
    }
}
