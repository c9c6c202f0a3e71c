package io.usi.daemon.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Tells whoever started the daemon how that goes, in their language and on standard error, which is UTF-8 as all output. */
public final class Announcer {
    private final Sentences sentences;
    private final PrintStream err =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    /**
     * One that says nothing yet.
     *
     * @param sentences of the language
     */
    public Announcer(Sentences sentences) {
        this.sentences = sentences;
    }

    /**
     * Says a sentence, on a line.
     *
     * @param english the sentence
     */
    public void say(String english) {
        err.println("usi-daemon: " + sentences.translated(english));
    }
}
