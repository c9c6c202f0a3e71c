package io.usi.daemon.control;

import com.fasterxml.jackson.jr.ob.JSON;
import io.usi.daemon.Loopback;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A local program at the control socket, as ten lines of any language would make one. */
final class Program implements Closeable {
    private static final String END = "(the end of the stream)";

    private final SocketChannel channel;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private int count;

    Program(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        Thread reading = new Thread(this::read, "program");
        reading.setDaemon(true);
        reading.start();
    }

    private void read() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        try {
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte b = buffer.get();
                    if (b == '\n') {
                        lines.add(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    } else {
                        line.write(b);
                    }
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // A reset is an end, too.
            line.reset();
        }
        lines.add(END);
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Asks without waiting for the answer; returns the request's id. */
    int ask(String method, Map<String, Object> params) throws IOException {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("jsonrpc", "2.0");
        request.put("id", ++count);
        request.put("method", method);
        request.put("params", params);
        write(JSON.std.asString(request) + "\n");
        return count;
    }

    /** The result of a request, which must be the next thing that comes. */
    Object call(String method, Map<String, Object> params) throws Exception {
        int id = ask(method, params);
        Map<String, Object> answer = next();
        if (!Integer.valueOf(id).equals(answer.get("id")) || !answer.containsKey("result")) {
            throw new AssertionError("no result of " + method + ": " + answer);
        }
        return answer.get("result");
    }

    /** The error that a request gets, as {@code code reason}. */
    String error(String method, Map<String, Object> params) throws Exception {
        ask(method, params);
        return error(next());
    }

    static String error(Map<String, Object> answer) {
        Map<?, ?> error = (Map<?, ?>) answer.get("error");
        if (error == null) {
            throw new AssertionError("no error: " + answer);
        }
        return error.get("code") + " " + ((Map<?, ?>) error.get("data")).get("reason");
    }

    String line() throws InterruptedException {
        String line = lines.poll(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing came");
        }
        return line;
    }

    Map<String, Object> next() throws Exception {
        String line = line();
        if (line.equals(END)) {
            throw new AssertionError("the daemon closed the connection");
        }
        return JSON.std.mapFrom(line);
    }

    boolean ended() throws InterruptedException {
        return line().equals(END);
    }

    /** Whether nothing came so far. */
    boolean silent() {
        return lines.isEmpty();
    }

    void shutdown() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
