package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Buffer;
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

    /** A copy of the buffer is as large as the longest line ever was, and must not stay. */
    @Test
    void keepsNoCopyOfTheBufferItself() {
        List<Buffer> brought = new ArrayList<>();
        BufferImpl edited = new BufferImpl() {
            @Override
            public void copyFrom(Buffer other) {
                brought.add(other);
                super.copyFrom(other);
            }
        };
        Undone undone = new Undone(edited);
        Buffer given = edited.copy();
        given.write("one");
        given.cursor(1);
        undone.newState(given);
        undone.newState(edited.copy());
        undone.undo();
        assertNotSame(given, brought.get(0));
        assertEquals("one", edited.toString());
        assertEquals(1, edited.cursor());
    }

    private int undone() {
        int back = 1;
        while (undo.canUndo()) {
            undo.undo();
            back++;
        }
        return back;
    }

    /** As somebody types a line that is long already. */
    @Test
    void holdsNoMoreThanItsBound() {
        write("x".repeat(60_000));
        for (int i = 0; i < 1_000; i++) {
            write("y");
        }
        int back = undone();
        assertTrue(back * 60_000 <= Undone.MOST, back + " copies");
    }
}
