package io.usi.daemon.usi2;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.session.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One question for a server's users, whose answer may come in several lists. */
final class UsersQuery {
    /** A list that is shorter than this has room left, so that none follows; in bytes. */
    private static final int FULL = MessageCodec.SEGMENT_BYTES / 2;

    private final CompletableFuture<List<Member>> answer = new CompletableFuture<>();
    private final List<Member> members = new ArrayList<>();

    CompletableFuture<List<Member>> answer() {
        return answer;
    }

    synchronized void add(List<Member> more, int bytes) {
        members.addAll(more);
        if (bytes < FULL) {
            complete();
        }
    }

    /** No further list came in time. */
    synchronized void timeOut() {
        if (members.isEmpty()) {
            answer.completeExceptionally(
                    new UsiException(ErrorCode.TIMEOUT, "the peer did not send its list of users"));
        } else {
            complete();
        }
    }

    private void complete() {
        answer.complete(List.copyOf(members));
    }
}
