package io.usi.dist;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The contract of the control socket, as a daemon of this distribution tells it itself. */
final class Contract {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** What a method takes. */
    record Param(String name, String summary, boolean required, String type, List<String> values) {}

    /** A method. */
    record Method(String name, String summary, List<Param> params, String result) {}

    /** An error: JSON-RPC's number and the stable word. */
    record Failure(long code, String reason) {}

    private final Map<String, Object> document;

    private Contract(Map<String, Object> document) {
        this.document = document;
    }

    /** Starts a daemon that does nothing else, and asks it. */
    static Contract ask(Path dist) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("usi-contract");
        Path socket = folder.resolve("s");
        Process daemon = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        dist.resolve("lib/usi-daemon.jar").toString(),
                        "io.usi.daemon.Main",
                        "--socket",
                        socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            awaitSocket(daemon, socket, folder.resolve("log"));
            Map<String, Object> answer = call(socket, "rpc.discover");
            call(socket, "daemon.stop");
            if (!daemon.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("the daemon does not end");
            }
            return new Contract(object(answer.get("result")));
        } finally {
            daemon.destroyForcibly().waitFor();
            Files.deleteIfExists(socket);
            Files.deleteIfExists(folder.resolve("log"));
            Files.delete(folder);
        }
    }

    private static void awaitSocket(Process daemon, Path socket, Path log) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(socket)) {
            if (!daemon.isAlive() || System.nanoTime() > end) {
                throw new IOException("the daemon does not start: " + Files.readString(log));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static Map<String, Object> call(Path socket, String method) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Writer out = Channels.newWriter(channel, StandardCharsets.UTF_8);
                BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            out.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}\n");
            out.flush();
            return JSON.std.mapFrom(in.readLine());
        }
    }

    List<Method> methods() {
        return list(document.get("methods")).stream()
                .map(Contract::object)
                .map(method -> new Method(
                        text(method, "name"),
                        text(method, "summary"),
                        list(method.get("params")).stream()
                                .map(Contract::object)
                                .map(Contract::param)
                                .toList(),
                        text(object(object(method.get("result")).get("schema")), "type")))
                .toList();
    }

    private static Param param(Map<String, Object> param) {
        Map<String, Object> schema = object(param.get("schema"));
        return new Param(
                text(param, "name"),
                text(param, "summary"),
                Boolean.TRUE.equals(param.get("required")),
                text(schema, "type"),
                list(schema.get("enum")).stream().map(String::valueOf).toList());
    }

    List<Failure> failures() {
        return object(object(document.get("components")).get("errors")).values().stream()
                .map(Contract::object)
                .map(error -> new Failure(((Number) error.get("code")).longValue(), text(error, "message")))
                .toList();
    }

    private static String text(Map<String, Object> object, String member) {
        return String.valueOf(object.get(member));
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
