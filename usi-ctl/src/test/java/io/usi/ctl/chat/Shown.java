package io.usi.ctl.chat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A view that keeps what it is shown. */
class Shown implements View {
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();

    @Override
    public void show(Line line) {
        lines.add(line);
    }

    /** The next line; waits for it. */
    Line next() throws InterruptedException {
        Line line = lines.poll(20, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing was shown");
        }
        return line;
    }

    @Override
    public void ask(Question question) {}

    @Override
    public void progress(String line) {}

    @Override
    public int columns() {
        return 80;
    }

    @Override
    public void clear() {}
}
