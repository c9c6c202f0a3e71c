package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.reader.impl.completer.NullCompleter;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChatReaderTest {
    private static final ChatReader.Asked FIRST = new ChatReader.Asked(new View.Question("o1", "a"), "o1? ");
    private static final ChatReader.Asked SECOND = new ChatReader.Asked(new View.Question("o2", "b"), "o2? ");

    private final PipedOutputStream keys = new PipedOutputStream();
    private final AtomicInteger refused = new AtomicInteger();
    private Runnable whenDone = () -> {};
    private ExternalTerminal terminal;
    private ChatReader reader;

    @BeforeEach
    void begin() throws IOException {
        terminal =
                new ExternalTerminal(
                        "test",
                        "ansi",
                        new PipedInputStream(keys),
                        new ByteArrayOutputStream(),
                        StandardCharsets.UTF_8) {
                    private Attributes first;

                    /** Called by the reader once more when the line is done, and is not read any more. */
                    @Override
                    public void setAttributes(Attributes attributes) {
                        super.setAttributes(attributes);
                        if (first == null) {
                            first = attributes;
                        } else {
                            first = null;
                            whenDone.run();
                        }
                    }
                };
        terminal.setSize(new Size(80, 24));
        reader = new ChatReader(
                terminal, new Repertoire(StandardCharsets.UTF_8), "> ", NullCompleter.INSTANCE, false, () -> {
                    refused.incrementAndGet();
                    return "too long";
                });
    }

    @AfterEach
    void end() throws IOException {
        terminal.close();
    }

    private ChatReader.Typing read(String typed, ChatReader.Typing kept) throws IOException {
        keys.write(typed.getBytes(StandardCharsets.UTF_8));
        keys.flush();
        return reader.read(kept);
    }

    @Test
    void aLineAnswersWhatWasAskedAndNotWhatIsAskedNext() throws IOException {
        reader.ask(FIRST);
        whenDone = () -> reader.ask(SECOND);
        assertEquals(new ChatReader.Typing("y", FIRST.question()), read("y\r", null));
        whenDone = () -> reader.ask(null);
        assertEquals(new ChatReader.Typing("n", SECOND.question()), read("n\r", null));
        assertEquals(new ChatReader.Typing("y", null), read("y\r", null));
    }

    @Test
    void aLineThatIsKeptAnswersWhatItAnsweredBefore() throws IOException {
        reader.ask(FIRST);
        whenDone = () -> reader.ask(SECOND);
        ChatReader.Typing kept = read("n\r", null);
        assertEquals(kept, read("\r", kept));
        assertEquals(new ChatReader.Typing("y", FIRST.question()), read("\u0015y\r", kept));
        assertEquals(new ChatReader.Typing("y", SECOND.question()), read("y\r", null));
        ChatReader.Typing text = new ChatReader.Typing("one\ntwo", null);
        reader.ask(null);
        assertNull(read("\r", null).asked());
        assertEquals(text, read("\r", text));
    }

    /** More than a pipe holds; its writer lives until the reader is done. */
    private ChatReader.Typing readLong(String typed) {
        CountDownLatch done = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            try {
                keys.write(typed.getBytes(StandardCharsets.UTF_8));
                keys.flush();
                done.await();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        writer.setDaemon(true);
        writer.start();
        ChatReader.Typing typing = reader.read(null);
        done.countDown();
        return typing;
    }

    private static String pasted(String text) {
        return "\u001b[200~" + text + "\u001b[201~";
    }

    @Test
    void takesWhatIsPastedUpToTheLimitOfAText() {
        String most = "x".repeat(64 << 10);
        assertEquals(most, readLong(pasted(most) + "\r").text());
        assertEquals(0, refused.get());
        reader.getHistory().forEach(entry -> assertEquals("", entry.line(), "it is kept"));
    }

    @Test
    void refusesALongerPasteAndKeepsWhatWasTyped() {
        assertEquals(
                "typed, and more",
                readLong("typed" + pasted("x".repeat(1 << 20)) + ", and more\r").text());
        assertEquals(1, refused.get());
        assertEquals(
                "x".repeat(60_000),
                readLong(pasted("x".repeat(60_000)) + pasted("y".repeat(60_000)) + "\r")
                        .text());
        assertEquals(2, refused.get());
    }
}
