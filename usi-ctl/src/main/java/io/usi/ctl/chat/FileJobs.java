package io.usi.ctl.chat;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.Interrupt;
import io.usi.ctl.Unexpected;
import io.usi.ctl.command.Invocation;
import io.usi.ctl.file.PartFile;
import io.usi.ctl.file.Reason;
import io.usi.ctl.file.Source;
import io.usi.ctl.rpc.DataStream;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.Output;
import io.usi.ctl.ui.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Files that go and come with the rights of this user, each on a thread and a connection of its own. For any thread. */
final class FileJobs {
    private static final Texts TEXTS = Texts.of(FileJobs.class);
    private static final int AT_ONCE = 8;
    private static final int PART = 256 << 10;

    private final Invocation call;
    private final View view;
    private final People people;
    private final Outcome outcome;
    private final TypedPath paths;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Set<String> own = ConcurrentHashMap.newKeySet();
    private final Set<String> decisions = ConcurrentHashMap.newKeySet();

    FileJobs(Invocation call, View view, People people, Outcome outcome, TypedPath paths) {
        this.call = call;
        this.view = view;
        this.people = people;
        this.outcome = outcome;
        this.paths = paths;
    }

    /** Whether a transfer is told of by this class, and needs no other word; asked once, at its end. */
    boolean tells(String transfer) {
        return own.remove(transfer);
    }

    /** Whether an offer was decided on in this chat; asked once. */
    boolean decided(String offer) {
        return decisions.remove(offer);
    }

    /** The user decides on an offer; returns whether that is the first time. */
    boolean deciding(String offer) {
        return decisions.add(offer);
    }

    /** That decision failed: whoever decides now is to be told of. */
    void undecided(String offer) {
        decisions.remove(offer);
    }

    /** Whether leaving would break off a file. */
    boolean areUnderWay() {
        return room.availablePermits() < AT_ONCE;
    }

    /** Waits until all ended. */
    void awaitEnd() {
        room.acquireUninterruptibly(AT_ONCE);
        room.release(AT_ONCE);
    }

    /** Offers a file or a folder to whom this chat is with. */
    void send(String file) {
        start(() -> {
            Source source = source(file);
            try (RpcClient client = call.dial()) {
                Map<String, Object> params = new LinkedHashMap<>();
                params.put("name", source.name());
                if (source.size() >= 0) {
                    params.put("size", source.size());
                }
                if (source.path() != null) {
                    params.put("path", source.path().toString());
                }
                if (people.only() != null) {
                    params.put("to", List.of(people.only()));
                }
                Map<String, Object> answer = Values.object(client.call("file.send", params));
                for (Map<String, Object> peer : Values.objects(answer.getOrDefault("held_back", List.of()))) {
                    String name = SafeText.line(source.name());
                    view.show(new Line.Failed(TEXTS.get("heldback.file", name, people.heldBack(peer))));
                }
                List<Map<String, Object>> transfers = Values.objects(answer.get("transfers"));
                for (Map<String, Object> transfer : transfers) {
                    String who = people.called(Values.text(transfer, "peer")).whole();
                    view.show(new Line.Told(When.now(), TEXTS.get("offered", SafeText.line(source.name()), who)));
                }
                if (answer.get("token") instanceof String token) {
                    upload(client, source, token, transfers);
                }
            }
        });
    }

    private Source source(String file) {
        try {
            Path path = paths.resolve(file).toAbsolutePath();
            if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
                // Whoever opens a named pipe waits for its other end, and cannot leave.
                throw new CtlException(Exit.SAID_NO, TEXTS.get("nofile", file));
            }
            return Source.of(
                    path.toString(),
                    null,
                    InputStream.nullInputStream(),
                    skipped -> view.show(new Line.Failed(TEXTS.get("leftout", SafeText.line(skipped)))));
        } catch (InvalidPathException e) {
            throw CtlException.usage(TEXTS.get("nopath", SafeText.line(file)));
        }
    }

    private void upload(RpcClient client, Source source, String token, List<Map<String, Object>> transfers) {
        try (DataStream stream = DataStream.attach(call.socket(), token)) {
            try {
                source.writeTo(stream.output());
                stream.finish();
            } catch (DataStream.Refused e) {
                // The daemon needs no more: each transfer's end says why.
                return;
            } catch (IOException e) {
                // Before the stream ends, as its end would look like that of the file.
                for (Map<String, Object> transfer : transfers) {
                    client.call("transfer.cancel", Map.of("transfer", Values.required(transfer, "id")));
                }
                fail(Exit.SAID_NO, TEXTS.get("unreadable", SafeText.line(source.name()), SafeText.line(Reason.of(e))));
            }
        }
    }

    /**
     * Takes an offered file.
     *
     * @param folder where to; empty for where the daemon puts files, or else the current folder
     */
    void accept(String offer, String folder) {
        start(() -> {
            try (RpcClient client = call.dial()) {
                Map<String, Object> status = Values.object(client.call("daemon.status", Map.of()));
                if (folder.isEmpty() && Values.flag(status, "sink")) {
                    decide(client, offer, "sink");
                } else {
                    download(client, offer, folder(folder));
                }
            }
        });
    }

    private Object decide(RpcClient client, String offer, String into) {
        boolean first = deciding(offer);
        try {
            return client.call("file.accept", Map.of("offer", offer, "into", into));
        } catch (CtlException e) {
            if (first) {
                undecided(offer);
            }
            throw e;
        }
    }

    private Path folder(String folder) {
        try {
            return paths.resolve(folder).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw CtlException.usage(TEXTS.get("nopath", SafeText.line(folder)));
        }
    }

    private void download(RpcClient client, String offer, Path folder) {
        PartFile.prepare(folder);
        try (PartFile part = PartFile.create(folder)) {
            Path path = Interrupt.during(
                    () -> {
                        Map<String, Object> transfer = Values.object(decide(client, offer, "stream"));
                        own.add(Values.required(transfer, "id"));
                        copy(transfer, part);
                        Map<String, Object> which = Map.of("transfer", Values.required(transfer, "id"));
                        client.call("file.verified", which);
                        Path stored = part.finish(Values.text(transfer, "name"));
                        client.call("file.stored", which);
                        return stored;
                    },
                    part::close);
            view.show(new Line.Told(When.now(), TEXTS.get("saved", SafeText.line(path.toString()))));
        }
    }

    private void copy(Map<String, Object> transfer, PartFile part) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(PART);
        try (DataStream stream = DataStream.attach(call.socket(), Values.required(transfer, "token"))) {
            while (stream.read(bytes) > 0) {
                part.write(bytes.flip());
                bytes.clear();
            }
        }
        part.sync();
    }

    private void start(Runnable job) {
        if (!room.tryAcquire()) {
            fail(Exit.SAID_NO, TEXTS.get("many", Integer.toString(AT_ONCE)));
            return;
        }
        Thread thread = new Thread(
                () -> {
                    try {
                        Unexpected.failure(job).ifPresent(this::failed);
                    } finally {
                        room.release();
                    }
                },
                "chat-file");
        thread.setDaemon(true);
        thread.start();
    }

    private void failed(CtlException e) {
        // Where nobody reads any more, the next event ends the chat.
        if (!(e instanceof Output.Closed)) {
            fail(e.exit(), SafeText.line(Sentences.translated(e.getMessage())));
        }
    }

    private void fail(Exit exit, String text) {
        outcome.failed(exit);
        view.show(new Line.Failed(text));
    }
}
