package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jline.reader.impl.BufferImpl;
import org.junit.jupiter.api.Test;

class UndoneTest {
    private final BufferImpl buffer = new BufferImpl();
    private final Undone undo = new Undone(buffer);

    private void write(String text) {
        buffer.write(text);
        undo.newState(buffer.copy());
    }

    @Test
    void bringsBackWhatWasBefore() {
        write("");
        write("one");
        write(" two");
        undo.undo();
        assertEquals("one", buffer.toString());
    }

    /** As somebody types a line that is long already. */
    @Test
    void holdsNoMoreThanItsBound() {
        write("x".repeat(60_000));
        for (int i = 0; i < 1_000; i++) {
            write("y");
        }
        int back = 0;
        while (undo.canUndo()) {
            undo.undo();
            back++;
        }
        assertTrue(back * 60_000 <= Undone.MOST, back + " copies");
    }
}
