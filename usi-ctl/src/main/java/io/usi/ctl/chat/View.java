package io.usi.ctl.chat;

import java.util.List;

/** Where the chat shows what there is to see. Any thread may call. */
interface View {
    /** Shows a line, after all that was shown before. */
    void show(Line line);

    /** Shows lines without anything in between. */
    default void show(List<? extends Line> lines) {
        lines.forEach(this::show);
    }

    /** What the user can answer with y or n; null where nothing is asked. */
    void ask(Question question);

    /** How far the transfers are; empty where there are none. */
    void progress(String line);

    /** Columns; 0 where there is no bound. */
    int columns();

    /** Removes all that was shown. */
    void clear();

    /**
     * A question that a plain y or n answers.
     *
     * @param offer the id of the file that is offered
     * @param file the name of the file; need not be safe
     */
    record Question(String offer, String file) {}
}
