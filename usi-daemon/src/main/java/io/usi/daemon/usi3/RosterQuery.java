package io.usi.daemon.usi3;

import io.usi.daemon.session.Author;
import io.usi.daemon.session.Member;
import io.usi.daemon.session.Names;
import io.usi.daemon.usi3.frame.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The members of a room, as they go over the wire in several frames. For any thread. */
final class RosterQuery {
    /** How many go into one frame: fewer than a record can hold. */
    private static final int ENTRIES = 128;
    /** More than a room can have. */
    private static final int MOST = 16_384;

    private static final int ADDRESS_BYTES = 64;

    private final CompletableFuture<List<Member>> answer = new CompletableFuture<>();
    private final List<Member> members = new ArrayList<>();

    CompletableFuture<List<Member>> answer() {
        return answer;
    }

    synchronized void add(Frame.Roster part) {
        for (Frame.Entry entry : part.members()) {
            Author author = new Author(Names.oneLine(entry.address(), ADDRESS_BYTES), Names.clean(entry.name()));
            members.add(new Member(author, entry.fingerprint(), false, entry.you()));
        }
        if (!part.more() || members.size() > MOST) {
            answer.complete(List.copyOf(members));
        }
    }

    /** The frames that answer such a question. */
    static List<Frame.Roster> frames(List<Member> members) {
        List<Frame.Roster> frames = new ArrayList<>();
        for (int from = 0; from == 0 || from < members.size(); from += ENTRIES) {
            int to = Math.min(members.size(), from + ENTRIES);
            List<Frame.Entry> entries = members.subList(from, to).stream()
                    .map(member -> new Frame.Entry(
                            member.author().address(), member.author().name(), member.fingerprint(), member.you()))
                    .toList();
            frames.add(new Frame.Roster(entries, to < members.size()));
        }
        return frames;
    }
}
