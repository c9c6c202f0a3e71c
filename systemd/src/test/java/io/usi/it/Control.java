package io.usi.it;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A program of the test's own at the control socket: one connection, requests that overlap, events. For any thread. */
final class Control implements AutoCloseable {
    private final SocketChannel channel;
    private final Map<Integer, CompletableFuture<Map<String, Object>>> waiting = new ConcurrentHashMap<>();
    private final List<Map<String, Object>> events = new CopyOnWriteArrayList<>();
    private int last;

    Control(Daemon daemon) throws IOException {
        channel = dial(daemon);
        Thread reader = new Thread(this::read, "control");
        reader.setDaemon(true);
        reader.start();
    }

    private static SocketChannel dial(Daemon daemon) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(daemon.place.socket()));
        return channel;
    }

    /** The bytes of a transfer; closing breaks it off. */
    static InputStream attach(Daemon daemon, String token) throws IOException {
        SocketChannel channel = dial(daemon);
        write(channel, Map.of("attach", token));
        InputStream in = Channels.newInputStream(channel);
        StringBuilder answer = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the daemon hung up after " + answer);
            }
            answer.append((char) c);
        }
        if (!Json.object(answer.toString()).containsKey("attached")) {
            throw new AssertionError("no stream: " + answer);
        }
        return in;
    }

    private static void write(SocketChannel channel, Map<String, ?> line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((Json.text(line) + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void read() {
        IOException end = new EOFException("the daemon closed the control connection");
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Map<String, Object> message = Json.object(line);
                if (message.get("id") instanceof Integer id) {
                    answer(waiting.remove(id), message);
                } else {
                    events.add(Json.member(message.get("params")));
                }
            }
        } catch (IOException e) {
            end = e;
        }
        IOException why = end;
        waiting.values().forEach(answer -> answer.completeExceptionally(why));
    }

    private static void answer(CompletableFuture<Map<String, Object>> answer, Map<String, Object> message) {
        if (message.get("result") instanceof Map<?, ?> result) {
            answer.complete(Json.member(result));
        } else if (message.get("result") instanceof List<?> list) {
            answer.complete(Map.of("list", list));
        } else {
            answer.completeExceptionally(new AssertionError("the daemon said no: " + message));
        }
    }

    /** Asks for something and does not wait for the answer: an object, or one with a list by that name. */
    synchronized CompletableFuture<Map<String, Object>> ask(String method, Map<String, ?> params) throws IOException {
        int id = ++last;
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("jsonrpc", "2.0");
        request.put("id", id);
        request.put("method", method);
        request.put("params", params);
        write(channel, request);
        return answer;
    }

    Map<String, Object> call(String method, Map<String, ?> params) throws Exception {
        return ask(method, params).get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** From now on texts are collected. */
    Control subscribed() throws Exception {
        Object cursor = call("daemon.status", Map.of()).get("cursor");
        call("events.subscribe", Map.of("since", cursor, "types", List.of("message")));
        return this;
    }

    /** The texts that came, in their order. */
    List<String> texts() {
        return events.stream()
                .map(event -> "message".equals(event.get("type")) ? (String) event.get("text") : event.toString())
                .toList();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
