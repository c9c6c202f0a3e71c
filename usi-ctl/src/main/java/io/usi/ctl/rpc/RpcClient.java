package io.usi.ctl.rpc;

import io.usi.ctl.CtlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JSON-RPC 2.0 over the control socket. One thread takes what comes; any thread may send.
 *
 * <p>Everything fails with a {@link CtlException}, whose exit code is what the command ends with.
 */
public final class RpcClient implements AutoCloseable {
    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;
    private static final int MILLIS = 1_000;

    private final ControlChannel channel;
    private final Deque<Incoming.Event> early = new ArrayDeque<>();
    private long lastId;

    private RpcClient(ControlChannel channel) {
        this.channel = channel;
    }

    /** Dials the daemon. */
    public static RpcClient open(Path socket) {
        ControlChannel channel = ControlChannel.open(socket);
        channel.allowForever();
        return new RpcClient(channel);
    }

    /** Asks and waits for the answer; events that come before it are kept for {@link #next}. */
    public Object call(String method, Map<String, Object> params) {
        allow(method, params);
        long id;
        try {
            id = send(method, params);
        } catch (ControlChannel.TimedOut e) {
            throw e;
        } catch (CtlException e) {
            throw lastWord(e);
        }
        while (true) {
            Incoming incoming = receive();
            if (incoming instanceof Incoming.Event event) {
                early.addLast(event);
            } else if (incoming instanceof Incoming.Answer answer && answer.id() == id) {
                allowForever();
                try {
                    return answer.get();
                } catch (DaemonError e) {
                    boolean waited = e.reason().equals("no_peer") && params.get("wait_s") != null;
                    throw waited ? e.hinting("connect with 'usi-ctl connect HOST'") : e;
                }
            }
        }
    }

    /** A daemon that does not serve this connection says why before it closes it. */
    private CtlException lastWord(CtlException failure) {
        try {
            receive();
            return failure;
        } catch (CtlException said) {
            return said;
        }
    }

    /**
     * Asks without waiting for the answer, which {@link #next} returns.
     *
     * @return the id of the request
     */
    public synchronized long send(String method, Map<String, Object> params) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("jsonrpc", "2.0");
        request.put("id", ++lastId);
        request.put("method", method);
        request.put("params", params);
        byte[] line = (Json.write(request) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            channel.writeLine(line);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
        return lastId;
    }

    /** The next answer or event; waits as long as {@link #allow} says. */
    public Incoming next() {
        Incoming.Event kept = early.pollFirst();
        return kept != null ? kept : receive();
    }

    private Incoming receive() {
        String line = channel.readLine();
        if (line == null) {
            throw channel.gone();
        }
        Map<String, Object> message;
        try {
            message = Values.object(Json.read(line));
        } catch (IOException e) {
            throw Values.unexpected();
        }
        if (message.containsKey("method")) {
            return new Incoming.Event(Values.object(message.get("params")));
        }
        DaemonError error = message.get("error") == null ? null : DaemonError.of(Values.object(message.get("error")));
        if (message.get("id") instanceof Number id) {
            return new Incoming.Answer(id.longValue(), message.get("result"), error);
        }
        throw error == null ? Values.unexpected() : error;
    }

    /** How long a request may take until its answer, from now on. */
    public void allow(String method, Map<String, Object> params) {
        double wait = params.get("wait_s") instanceof Number given ? given.doubleValue() : usualWait(method);
        if (wait == NO_LIMIT) {
            allowForever();
        } else {
            allow((long) (wait * MILLIS) + ControlChannel.AT_ONCE);
        }
    }

    /** How long the daemon may take, in seconds, where nothing was said. */
    private static double usualWait(String method) {
        return switch (method) {
            case "message.send", "session.users" -> 30;
            case "file.accept", "plugin.start", "plugin.stop", "session.close", "session.connect" -> 30;
            case "file.stored" -> 600;
            case "challenge.start" -> 120;
            case "transfer.wait" -> NO_LIMIT;
            default -> 0;
        };
    }

    /** From now on, {@link #next} fails after that many milliseconds. */
    public void allow(long millis) {
        channel.allow(millis);
    }

    /** From now on, {@link #next} waits as long as it takes. */
    public void allowForever() {
        channel.allowForever();
    }

    @Override
    public void close() {
        channel.close();
    }
}
