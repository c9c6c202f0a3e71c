package io.usi.ctl.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class WrapTest {
    @Test
    void cutsAtBlanks() {
        assertEquals(List.of("one two", "three", "four"), Wrap.lines("one two three four", 7, 6));
        assertEquals(List.of(""), Wrap.lines("", 7, 6));
        assertEquals(List.of("exactly"), Wrap.lines("exactly", 7, 6));
    }

    @Test
    void leavesFrenchMarksWhereTheyAre() {
        assertEquals(List.of("avec", "« usi »", "enfin :", "oui"), Wrap.lines("avec « usi » enfin : oui", 7, 7));
        assertEquals(List.of("vraiment", "bien !"), Wrap.lines("vraiment bien !", 13, 13));
    }

    @Test
    void cutsWordsThatAreTooLong() {
        assertEquals(List.of("abcdefg", "hijklm", "n"), Wrap.lines("abcdefghijklmn", 7, 6));
        assertEquals(List.of("日本", "語で", "す"), Wrap.lines("日本語です", 5, 4));
    }

    @Test
    void neverPartsACharacterFromItsMarks() {
        assertEquals(List.of("abcde\u0301\u0302", "f"), Wrap.lines("abcde\u0301\u0302f", 5, 5));
        assertEquals(List.of("😀😀", "😀"), Wrap.lines("😀😀😀", 4, 4));
    }

    @Test
    void cutMarksWhatIsLeftOut() {
        assertEquals("report.pdf", Wrap.cut("report.pdf", 10));
        assertEquals("report.pd~", Wrap.cut("report.pdfx", 10));
        assertEquals("日本~", Wrap.cut("日本語日本語", 6));
    }

    @Test
    void goesOnUnderItsBeginning() {
        assertEquals("one two three four\n    five", Wrap.under("one two three four five", 4, 26));
        assertEquals("one two three four five", Wrap.under("one two three four five", 4, 23));
    }

    @Test
    void widthsAreNeverTooSmall() {
        assertEquals(2, Cells.of("日"));
        assertEquals(2, Cells.of("😀"));
        assertEquals(3, Cells.of("☀\ufe0f"));
        assertEquals(1, Cells.of("e\u0301"));
        assertEquals(4, Cells.of("שלום"));
    }
}
