package io.usi.ctl;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The other end of the control socket, which answers as a test tells it to. */
public final class FakeDaemon implements AutoCloseable {
    /** What a handler returns that answers later, or never. */
    public static final Object LATER = new Object();

    private final Path socket;
    private final ServerSocketChannel server;
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final Map<String, Bytes> streams = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();

    /** Answers a request. */
    public interface Handler {
        Object handle(Call call) throws IOException, InterruptedException, Refusal;
    }

    /** Takes and gives the bytes of an attached connection. */
    public interface Bytes {
        void move(InputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    /** An error of the contract's table. */
    public static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final int code;
        private final String reason;

        public Refusal(int code, String reason, String message) {
            super(message);
            this.code = code;
            this.reason = reason;
        }

        Map<String, Object> error() {
            return Map.of("code", code, "message", getMessage(), "data", Map.of("reason", reason));
        }
    }

    /** A request, and the connection on which it came. */
    public record Call(Object id, String method, Map<String, Object> params, OutputStream out) {
        public void answer(Object result) throws IOException {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("jsonrpc", "2.0");
            answer.put("id", id);
            answer.put("result", result);
            raw(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(answer));
        }

        public void event(Map<String, Object> event) throws IOException {
            raw(JSON.std.asString(Map.of("jsonrpc", "2.0", "method", "event", "params", event)));
        }

        public void raw(String line) throws IOException {
            synchronized (out) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }

        public void hangUp() throws IOException {
            out.close();
        }
    }

    public FakeDaemon(Path socket) throws IOException {
        this.socket = socket;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        start(this::accept);
    }

    public Path socket() {
        return socket;
    }

    public FakeDaemon on(String method, Handler handler) {
        handlers.put(method, handler);
        return this;
    }

    public FakeDaemon answer(String method, Object result) {
        return on(method, call -> result);
    }

    public FakeDaemon refuse(String method, int code, String reason, String message) {
        return on(method, call -> {
            throw new Refusal(code, reason, message);
        });
    }

    public FakeDaemon stream(String token, Bytes bytes) {
        streams.put(token, bytes);
        return this;
    }

    /** Every request so far. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public List<Call> calls(String method) {
        return calls().stream().filter(call -> call.method().equals(method)).toList();
    }

    /** The parameters of the only request of a method. */
    public Map<String, Object> params(String method) {
        List<Call> found = calls(method);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " requests of " + method + " in " + calls());
        }
        return found.get(0).params();
    }

    private static void start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // The end of the test, or of the client, which its own exit code and output tell more of.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Task {
        void run() throws IOException;
    }

    private void accept() throws IOException {
        while (true) {
            SocketChannel channel = server.accept();
            channels.add(channel);
            start(() -> serve(channel));
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        // Not those of Channels.newInputStream, as reading and writing exclude each other there.
        InputStream in = new ChannelInput(channel);
        OutputStream out = new ChannelOutput(channel);
        try (channel) {
            for (String line = line(in); line != null; line = line(in)) {
                Map<String, Object> request = JSON.std.mapFrom(line);
                if (request.get("attach") instanceof String token) {
                    attached(token, channel, in, out);
                    return;
                }
                serve(request, out);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private void serve(Map<String, Object> request, OutputStream out) throws IOException {
        Call call = new Call(
                request.get("id"), (String) request.get("method"), (Map<String, Object>) request.get("params"), out);
        calls.add(call);
        try {
            Handler handler = handlers.get(call.method());
            if (handler == null) {
                throw new Refusal(-32_601, "method", "no such method");
            }
            Object result = handler.handle(call);
            if (result != LATER) {
                call.answer(result);
            }
        } catch (Refusal e) {
            call.raw(JSON.std.asString(Map.of("jsonrpc", "2.0", "id", call.id(), "error", e.error())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void attached(String token, SocketChannel channel, InputStream in, OutputStream out) throws IOException {
        Bytes bytes = streams.remove(token);
        if (bytes == null) {
            out.write(
                    "{\"error\":{\"code\":-32001,\"message\":\"no such token\",\"data\":{\"reason\":\"bad_token\"}}}\n"
                            .getBytes(StandardCharsets.UTF_8));
            return;
        }
        out.write("{\"attached\":\"t1\"}\n".getBytes(StandardCharsets.UTF_8));
        try {
            bytes.move(in, out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            channel.close();
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Closes every connection and the socket, as a daemon that ends. */
    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel channel : new ArrayList<>(channels)) {
            channel.close();
        }
        Files.deleteIfExists(socket);
    }

    private static final class ChannelInput extends InputStream {
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10).flip();

        ChannelInput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            return fill() ? buffer.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0 || !fill()) {
                return length == 0 ? 0 : -1;
            }
            int count = Math.min(length, buffer.remaining());
            buffer.get(bytes, offset, count);
            return count;
        }

        private boolean fill() throws IOException {
            if (buffer.hasRemaining()) {
                return true;
            }
            buffer.clear();
            int read = channel.read(buffer);
            buffer.flip();
            return read > 0;
        }
    }

    private static final class ChannelOutput extends OutputStream {
        private final SocketChannel channel;

        ChannelOutput(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
