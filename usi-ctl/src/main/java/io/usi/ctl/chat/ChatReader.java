package io.usi.ctl.chat;

import io.usi.ctl.command.TextLines;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.MaskingCallback;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/** The editor of one line, whose prompt may change at any time. Nothing of it goes to disk. */
final class ChatReader extends LineReaderImpl {
    /** Characters; a text that has more has more bytes than it may have, too. */
    private static final int MAX_LINE = TextLines.MAX_TEXT;

    private final Thread user = Thread.currentThread();
    private volatile long lastKey = System.nanoTime();
    private Asked wanted;
    private Asked asked;
    private Asked answered;
    private boolean again;
    private String progress = "";
    private final String usual;
    private final Supplier<String> tooLong;
    private final boolean colours;
    private boolean ended;

    /**
     * A reader for the thread that calls.
     *
     * @param tooLong what to show where more is typed or pasted than a line takes; called under the lock of this reader, and to take no other
     */
    ChatReader(
            Terminal terminal,
            Repertoire repertoire,
            String prompt,
            Completer completer,
            boolean colours,
            Supplier<String> tooLong)
            throws IOException {
        super(terminal, "usi-ctl", new HashMap<>());
        usual = prompt;
        this.tooLong = tooLong;
        undo = new Undone(buf);
        setHistory(new Recalled());
        this.colours = colours;
        setParser(new LastWord());
        setCompleter(completer);
        setHighlighter(new Showable(repertoire));
        option(Option.DISABLE_EVENT_EXPANSION, true);
        option(Option.ERASE_LINE_ON_FINISH, true);
        option(Option.INSERT_TAB, false);
        option(Option.AUTO_PARAM_SLASH, true);
        option(Option.HISTORY_IGNORE_SPACE, false);
        setVariable(SECONDARY_PROMPT_PATTERN, "  ");
        setVariable(BELL_STYLE, "none");
        withoutKeys();
        getWidgets().put(CALLBACK_INIT, () -> {
            if (ended) {
                user.interrupt();
            }
            return true;
        });
    }

    /** What would write the line into a file, or control characters into the line. */
    private void withoutKeys() {
        KeyMap<Binding> keys = getKeyMaps().get(LineReader.EMACS);
        keys.unbind(KeyMap.ctrl('X') + KeyMap.ctrl('E'));
        keys.unbind(KeyMap.ctrl('Q'));
        keys.unbind(KeyMap.ctrl('V'));
    }

    /**
     * Reads a line.
     *
     * @param kept the last line, which the user finds typed again, with what it answers; null for none
     * @return null where the user leaves, or {@link #end} was called
     */
    Typing read(Typing kept) {
        begin(kept != null);
        try {
            String text = readLine(null, null, (MaskingCallback) null, kept == null ? null : kept.text());
            return new Typing(text, question());
        } catch (UserInterruptException | EndOfFileException e) {
            return null;
        } finally {
            // A second interruption says nothing new.
            Thread.interrupted();
        }
    }

    private void begin(boolean kept) {
        lock.lock();
        try {
            again = kept;
        } finally {
            lock.unlock();
        }
    }

    private View.Question question() {
        lock.lock();
        try {
            return answered == null ? null : answered.question();
        } finally {
            lock.unlock();
        }
    }

    /** Called under the lock when a line is done: from then on another question may be asked, which it does not answer. */
    @Override
    protected String finishBuffer() {
        answered = asked;
        return super.finishBuffer();
    }

    /**
     * A line.
     *
     * @param asked what the prompt asked when it was begun, or null
     */
    record Typing(String text, View.Question asked) {}

    /** A question, and the prompt that asks it. */
    record Asked(View.Question question, String prompt) {}

    /** No line is read any more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            if (reading) {
                user.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** When the user last touched a key; by the clock of {@link System#nanoTime}. */
    long lastKey() {
        return lastKey;
    }

    /** Asks something, or nothing where it is null, from the next line on: what is being typed answers no question. */
    void ask(Asked question) {
        lock.lock();
        try {
            wanted = question;
            redraw();
        } finally {
            lock.unlock();
        }
    }

    /** Shows a line above that which is typed. */
    void progress(String line) {
        lock.lock();
        try {
            progress = line;
            redraw();
        } finally {
            lock.unlock();
        }
    }

    private void redraw() {
        compose();
        if (reading) {
            redisplay();
        }
    }

    private void compose() {
        if (!reading && again) {
            asked = answered;
        } else if (!reading || buf.length() == 0) {
            asked = wanted;
        }
        prompt = new AttributedString(
                (progress.isEmpty() ? "" : progress + "\n") + (asked == null ? usual : asked.prompt()));
    }

    @Override
    public void setPrompt(String ignored) {
        compose();
    }

    @Override
    public Binding readBinding(KeyMap<Binding> keys, KeyMap<Binding> local) {
        Binding binding = super.readBinding(keys, local);
        lastKey = System.nanoTime();
        return binding;
    }

    /** Lists of what the Tab key proposes come with colours. */
    @Override
    public AttributedString getDisplayedBufferWithPrompts(List<AttributedString> secondaryPrompts) {
        AttributedString all = super.getDisplayedBufferWithPrompts(secondaryPrompts);
        return colours ? all : new AttributedString(all.toString());
    }

    /**
     * Of what is pasted, lines and characters stay, and nothing that controls a terminal. What makes the line longer than any text may
     * be is not taken.
     */
    @Override
    protected String doReadStringUntil(String sequence) {
        String pasted = readUntil(sequence).replace("\r\n", "\n").replace('\r', '\n');
        if (buf.length() + pasted.length() > MAX_LINE) {
            printAbove(tooLong.get());
            return "";
        }
        StringBuilder clean = new StringBuilder();
        pasted.codePoints()
                .map(c -> c == '\t' ? ' ' : c)
                .filter(c -> c == '\n' || !Character.isISOControl(c))
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** What comes before a sequence, which is more than {@link #MAX_LINE} where it is cut. Others draw meanwhile. */
    private String readUntil(String sequence) {
        boolean held = lock.isHeldByCurrentThread();
        if (held) {
            lock.unlock();
        }
        try {
            StringBuilder text = new StringBuilder();
            String cut = null;
            while (true) {
                int c = bindingReader.readCharacter();
                if (c < 0) {
                    throw new EndOfFileException();
                }
                text.appendCodePoint(c);
                int end = text.length() - sequence.length();
                if (end >= 0 && text.indexOf(sequence, end) == end) {
                    return cut == null ? text.substring(0, end) : cut;
                }
                if (end > MAX_LINE) {
                    cut = cut == null ? text.toString() : cut;
                    text.delete(0, end);
                }
            }
        } finally {
            if (held) {
                lock.lock();
            }
        }
    }

    /** As of what is pasted, where the terminal does not say that it is. */
    @Override
    protected boolean selfInsert() {
        if (buf.length() < MAX_LINE) {
            return super.selfInsert();
        }
        printAbove(tooLong.get());
        return true;
    }

    /**
     * Draws anew, from the first row of what is drawn, where the terminal may have broken its lines anew, or from where the cursor is,
     * where the shell had the terminal meanwhile.
     */
    @Override
    protected synchronized void handleSignal(Signal signal) {
        lock.lock();
        try {
            if (!reading) {
                return;
            }
            size.copy(terminal.getBufferSize());
            if (signal == Signal.CONT) {
                terminal.enterRawMode();
                terminal.puts(Capability.keypad_xmit);
                terminal.writer().write(BRACKETED_PASTE_ON);
            } else {
                int above = rowsAboveCursor();
                if (above > 0) {
                    terminal.puts(Capability.parm_up_cursor, above);
                }
            }
            terminal.puts(Capability.carriage_return);
            terminal.puts(Capability.clr_eos);
            display = new Display(terminal, false);
            display.resize(size.getRows(), size.getColumns());
            redisplay();
        } finally {
            lock.unlock();
        }
    }

    private int rowsAboveCursor() {
        int columns = size.getColumns();
        if (columns <= 0) {
            return 0;
        }
        AttributedStringBuilder text = new AttributedStringBuilder();
        text.append(prompt).append(buf.upToCursor());
        int rows = text.toAttributedString()
                .columnSplitLength(columns, false, true)
                .size();
        return Math.max(0, Math.min(rows, size.getRows()) - 1);
    }
}
