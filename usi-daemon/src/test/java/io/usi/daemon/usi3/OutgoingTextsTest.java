package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usi.daemon.session.Reach;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutgoingTextsTest {
    private final OutgoingTexts texts = new OutgoingTexts(true);
    private final List<Reach> reached = new ArrayList<>();

    private Frame.Text written() {
        texts.add(OutgoingTexts.OWN, "x", Optional.empty(), reached::add);
        OutgoingTexts.Turn turn = texts.next(Integer.MAX_VALUE);
        return turn == null ? null : turn.text();
    }

    @Test
    void howFarATextCameIsToldOnceHoweverOftenThePeerSaysIt() {
        Frame.Text first = written();
        texts.acknowledged(first.id(), Optional.of(new Reach(1, 2)));
        texts.acknowledged(first.id(), Optional.of(new Reach(2, 2)));
        assertEquals(List.of(new Reach(1, 2)), reached);
        Frame.Text second = written();
        texts.acknowledged(second.id(), Optional.empty());
        texts.acknowledged(second.id(), Optional.of(new Reach(2, 2)));
        texts.acknowledged(second.id(), Optional.of(new Reach(2, 2)));
        assertEquals(List.of(new Reach(1, 2), new Reach(2, 2)), reached);
    }

    /** It relays nothing, and thousands of them must not be remembered for it. */
    @Test
    void ofAGuestThatIsNotWaitedFor() {
        OutgoingTexts toGuest = new OutgoingTexts(false);
        toGuest.add(OutgoingTexts.OWN, "x", Optional.empty(), reached::add);
        Bytes id = toGuest.next(Integer.MAX_VALUE).text().id();
        toGuest.acknowledged(id, Optional.empty());
        toGuest.acknowledged(id, Optional.of(new Reach(2, 2)));
        assertEquals(List.of(), reached);
    }
}
