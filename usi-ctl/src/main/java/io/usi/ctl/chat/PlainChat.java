package io.usi.ctl.chat;

import io.usi.ctl.CtlException;
import io.usi.ctl.command.Invocation;
import io.usi.ctl.command.TextLines;
import io.usi.ctl.ui.Output;
import io.usi.ctl.ui.TerminalCharset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/** The chat through pipes, and on terminals without an editor: a line in, a line out. */
final class PlainChat implements View {
    private final Output out;
    private final Consumer<String> err;
    private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(1);
    private final LineFormat format;

    /** Lines go to a terminal in its charset, to a pipe in UTF-8. */
    PlainChat(Invocation call, boolean terminal) {
        out = call.out();
        err = line -> {
            call.streams().err().println(line);
            call.streams().err().flush();
        };
        TextLines in = new TextLines(call.streams().in(), TextLines.MAX_TEXT);
        Thread reader = new Thread(() -> read(in), "chat-input");
        reader.setDaemon(true);
        reader.start();
        format = terminal
                ? LineFormat.ofTerminal(
                        new Repertoire(TerminalCharset.of(call.streams().environment())), false)
                : LineFormat.ofPipe(new Repertoire(StandardCharsets.UTF_8));
    }

    /** What came from standard input. */
    private sealed interface Step {}

    private record Text(String line) implements Step {}

    private record End(RuntimeException failure) implements Step {}

    /** On a thread of its own: one that reads standard input hears of nothing else. */
    private void read(TextLines in) {
        try {
            steps.put(new End(readAll(in)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RuntimeException readAll(TextLines in) throws InterruptedException {
        try {
            for (String line = in.next(); line != null; line = in.next()) {
                steps.put(new Text(line));
            }
            return null;
        } catch (CtlException e) {
            return e;
        }
    }

    /** The next line; null at the end, or where the thread is interrupted. */
    String next() {
        try {
            Step step = steps.take();
            if (step instanceof End end && end.failure() != null) {
                throw end.failure();
            }
            return step instanceof Text text ? text.line() : null;
        } catch (InterruptedException e) {
            return null;
        }
    }

    @Override
    public synchronized void show(Line line) {
        Consumer<String> target = line instanceof Line.Failed ? err : out::line;
        format.lines(line, 0).forEach(target);
    }

    @Override
    public void ask(Question question) {
        // A line of a pipe answers nothing by chance: !accept and !refuse do.
    }

    @Override
    public void progress(String line) {
        // A line that is written cannot be changed.
    }

    @Override
    public int columns() {
        return 0;
    }

    @Override
    public void clear() {
        // What was written stays.
    }
}
