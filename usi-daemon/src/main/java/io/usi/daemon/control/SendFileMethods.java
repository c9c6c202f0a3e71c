package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.session.Names;
import io.usi.daemon.session.Recipient;
import io.usi.daemon.transfer.FileSource;
import io.usi.daemon.transfer.Transfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code file.send}. */
final class SendFileMethods {
    /** Code points; USI 2 cuts to 255 bytes. */
    private static final int NAME_LIMIT = 255;

    private final Core core;
    private final Attachments attachments;

    SendFileMethods(Core core, Attachments attachments) {
        this.core = core;
        this.attachments = attachments;
    }

    List<Method> methods() {
        return List.of(new Method(
                "file.send",
                "Sends a file to peers",
                Param.all(
                        List.of(
                                Param.required("name", Param.Type.STRING, "the name under which it is offered"),
                                Param.optional("size", Param.Type.INTEGER, "in bytes, where it is known"),
                                Param.optional(
                                        "path",
                                        Param.Type.STRING,
                                        "absolute; used where the caller is the daemon's own user")),
                        Recipients.params()),
                "object",
                this::send));
    }

    private CompletionStage<?> send(Params params, Caller caller) {
        String name = Names.oneLine(params.text("name"), NAME_LIMIT);
        if (name.isBlank()) {
            throw new UsiException(ErrorCode.USAGE, "a file needs a name");
        }
        long size = params.integer("size").orElse(-1L);
        if (params.integer("size").isPresent() && size < 0) {
            throw new UsiException(ErrorCode.USAGE, "size must not be negative");
        }
        Recipients.Found found = Recipients.of(core, params).findForFile();
        List<Recipient> recipients = found.recipients();
        Optional<FileSource> source = caller.isOwnUser()
                ? params.optionalText("path").flatMap(path -> open(path, name, size, recipients.size()))
                : Optional.empty();
        List<Transfer> transfers =
                core.outgoing().create(name, source.map(FileSource::size).orElse(size), recipients);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("transfers", transfers.stream().map(Transfer::toJson).toList());
        found.tell(result);
        if (source.isPresent()) {
            core.outgoing().start(source.get(), recipients, transfers);
        } else {
            result.put("token", token(new Upload(name, size, recipients, transfers), transfers));
        }
        return CompletableFuture.completedFuture(result);
    }

    private Optional<FileSource> open(String path, String name, long size, int recipients) {
        try {
            return core.outgoing().open(Path.of(path), name, size, recipients);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private String token(Upload upload, List<Transfer> transfers) {
        try {
            return attachments.token(upload);
        } catch (UsiException e) {
            transfers.forEach(t -> t.fail(e));
            throw e;
        }
    }

    /** The bytes come from a program. */
    private final class Upload implements Attachments.Stream {
        private final String name;
        private final long size;
        private final List<Recipient> recipients;
        private final List<Transfer> transfers;

        Upload(String name, long size, List<Recipient> recipients, List<Transfer> transfers) {
            this.name = name;
            this.size = size;
            this.recipients = List.copyOf(recipients);
            this.transfers = List.copyOf(transfers);
        }

        @Override
        public String transfer() {
            return transfers.get(0).id();
        }

        @Override
        public void run(SocketChannel connection, byte[] early) {
            // A program that gives nothing more would otherwise hold what was cancelled.
            CompletableFuture.allOf(transfers.stream().map(Transfer::end).toArray(CompletableFuture[]::new))
                    .thenRun(() -> close(connection));
            core.outgoing().upload(new Resumed(ByteBuffer.wrap(early), connection), name, size, recipients, transfers);
        }

        private static void close(SocketChannel connection) {
            try {
                connection.close();
            } catch (IOException e) {
                throw new UsiException(ErrorCode.IO, "a control connection could not be closed", e);
            }
        }

        @Override
        public void abandoned(UsiException why) {
            transfers.forEach(t -> t.fail(why));
        }
    }

    /** A connection whose first bytes were read already. */
    private static final class Resumed implements ByteChannel {
        private final ByteBuffer early;
        private final SocketChannel rest;

        Resumed(ByteBuffer early, SocketChannel rest) {
            this.early = early;
            this.rest = rest;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (!early.hasRemaining()) {
                return rest.read(target);
            }
            int count = Math.min(early.remaining(), target.remaining());
            ByteBuffer part = early.slice(early.position(), count);
            target.put(part);
            early.position(early.position() + count);
            return count;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return rest.write(source);
        }

        @Override
        public boolean isOpen() {
            return rest.isOpen();
        }

        @Override
        public void close() throws IOException {
            rest.close();
        }
    }
}
