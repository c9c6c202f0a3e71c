package io.usi.ctl.chat;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.command.TextLines;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.Cells;
import io.usi.ctl.ui.TerminalCharset;
import io.usi.ctl.ui.Wrap;
import java.io.IOError;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.InfoCmp.Capability;

/**
 * The chat on a terminal: one line that is typed, and above it all that was shown, which the terminal itself scrolls. The thread that
 * opens it reads; any thread shows.
 */
final class ChatScreen implements View, AutoCloseable {
    private static final Texts TEXTS = Texts.of(ChatScreen.class);

    /** Columns for what is typed after a question. */
    private static final int ANSWER = 6;

    private static final int MAX_SECRET = 4_096;
    private static final long KEY_MS = 100;
    private static final char END_OF_TRANSMISSION = 4;
    private static final char BACKSPACE = 8;
    private static final char KILL = 21;
    private static final char DELETE = 127;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final ChatTerminal terminal;
    private final Attributes original;
    private final ChatReader reader;
    private final LineFormat format;
    private final Repertoire repertoire;
    private final Object lock = new Object();
    private String secretPrompt;
    private final Absence absence = new Absence(System.nanoTime());
    private boolean closed;
    private volatile boolean ended;
    private final Patience patience;

    private ChatScreen(
            ChatTerminal terminal,
            Map<String, String> environment,
            String prompt,
            ChatCompleter completer,
            Runnable abandon)
            throws IOException {
        this.terminal = terminal;
        boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
        repertoire = new Repertoire(terminal.outputEncoding());
        format = LineFormat.ofTerminal(repertoire, colours);
        reader = new ChatReader(
                terminal, repertoire, repertoire.certain(prompt) + "> ", completer, colours, this::tooLong);
        original = terminal.enterRawMode();
        patience = new Patience(abandon);
        terminal.handle(Signal.INT, signal -> patience.interrupted());
    }

    /**
     * Takes over the terminal.
     *
     * @param prompt in front of the line that is typed
     * @param abandon ends whatever the thread that reads waits for, where the user leaves meanwhile; takes no time
     */
    static ChatScreen open(Map<String, String> environment, String prompt, ChatCompleter completer, Runnable abandon) {
        try {
            Charset charset = TerminalCharset.of(environment);
            return new ChatScreen(ChatTerminal.open(environment, charset), environment, prompt, completer, abandon);
        } catch (IOException e) {
            throw new CtlException(Exit.SAID_NO, TEXTS.get("terminal", String.valueOf(e.getMessage())));
        }
    }

    /**
     * The next line; null where the user leaves, or {@link #end} was called.
     *
     * @param again a line that the user finds typed; null for none
     */
    ChatReader.Typing read(ChatReader.Typing again) {
        return patience.noticed() || ended ? null : reader.read(again);
    }

    /** Reading ends, now and from now on. */
    void end() {
        ended = true;
        reader.end();
    }

    @Override
    public void show(Line line) {
        show(List.of(line));
    }

    @Override
    public void show(List<? extends Line> lines) {
        synchronized (lock) {
            if (closed || lines.isEmpty()) {
                return;
            }
            String text =
                    lines.stream().flatMap(line -> formatted(line).stream()).collect(Collectors.joining("\n"));
            if (secretPrompt == null) {
                reader.printAbove(text);
            } else {
                terminal.writer().print(CLEAR_LINE + text + "\n" + secretPrompt);
                terminal.flush();
            }
        }
    }

    private String tooLong() {
        Line line = new Line.Failed(TEXTS.get("pasted", Integer.toString(TextLines.MAX_TEXT)));
        return String.join("\n", format.lines(line, columns()));
    }

    private List<String> formatted(Line line) {
        List<String> lines = format.lines(line, columns());
        boolean ofOthers = line instanceof Line.Said said && !said.own();
        if (!ofOthers || !absence.begins(reader.lastKey(), System.nanoTime())) {
            return lines;
        }
        List<String> withMark = new ArrayList<>(format.lines(new Line.Mark(TEXTS.get("unread")), columns()));
        withMark.addAll(lines);
        return withMark;
    }

    @Override
    public void ask(Question question) {
        synchronized (lock) {
            if (!closed) {
                reader.ask(question == null ? null : new ChatReader.Asked(question, prompt(question)));
            }
        }
    }

    private String prompt(Question question) {
        int around = Cells.of(repertoire.line(TEXTS.get("question", question.offer(), "")));
        String file = Wrap.cut(repertoire.certain(question.file()), Math.max(columns() - around - ANSWER, ANSWER));
        return repertoire.line(TEXTS.get("question", question.offer(), file));
    }

    @Override
    public void progress(String line) {
        synchronized (lock) {
            if (!closed) {
                reader.progress(Wrap.cut(repertoire.certain(line), Math.max(columns() - 1, 2)));
            }
        }
    }

    @Override
    public int columns() {
        return terminal.getSize().getColumns();
    }

    @Override
    public void clear() {
        synchronized (lock) {
            terminal.puts(Capability.clear_screen);
            terminal.flush();
        }
    }

    /**
     * Reads a password, which the terminal does not show.
     *
     * @return null where the user gives none; else the caller wipes it
     */
    char[] secret(String prompt) {
        char[] typed = new char[MAX_SECRET];
        synchronized (lock) {
            secretPrompt = repertoire.line(prompt);
            terminal.writer().print(secretPrompt);
            terminal.flush();
        }
        try {
            int length = type(typed);
            return length <= 0 ? null : Arrays.copyOf(typed, length);
        } catch (IOException e) {
            throw new CtlException(Exit.SAID_NO, TEXTS.get("terminal", String.valueOf(e.getMessage())));
        } finally {
            Arrays.fill(typed, '\0');
            patience.noticed();
            synchronized (lock) {
                secretPrompt = null;
                terminal.writer().print(CLEAR_LINE);
                terminal.flush();
            }
        }
    }

    private int type(char[] typed) throws IOException {
        int length = 0;
        while (!ended && !patience.isInterrupted()) {
            int c = terminal.reader().read(KEY_MS);
            if (c == '\r' || c == '\n') {
                return length;
            }
            if (c == -1 || (c == END_OF_TRANSMISSION && length == 0)) {
                return 0;
            }
            if (c == KILL) {
                length = 0;
            } else if (c == BACKSPACE || c == DELETE) {
                length = Math.max(0, length - 1);
            } else if (c >= ' ' && length < typed.length) {
                typed[length++] = (char) c;
            }
        }
        return 0;
    }

    /** Gives the terminal back as it was, whatever it was used for at that moment. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                terminal.puts(Capability.keypad_local);
                terminal.writer().print(LineReaderImpl.BRACKETED_PASTE_OFF);
                terminal.writer().print(CLEAR_LINE);
                terminal.flush();
                terminal.setAttributes(original);
                terminal.close();
            } catch (IOException | IOError e) {
                throw new CtlException(Exit.SAID_NO, TEXTS.get("terminal", String.valueOf(e.getMessage())));
            }
        }
    }
}
