package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Peers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whom a message or a file is for. */
final class Recipients {
    private Recipients() {}

    /**
     * The peers that were named, each once, or all open ones where none was.
     *
     * @param authenticated whether each has to be verified or under a preset key
     * @throws UsiException where there is none, one is not connected, or not authenticated
     */
    static List<Peer> find(Peers peers, Optional<List<String>> named, boolean authenticated) {
        List<Peer> found = new ArrayList<>();
        if (named.isEmpty() || named.get().isEmpty()) {
            found.addAll(peers.open());
            if (found.isEmpty()) {
                throw new UsiException(
                        ErrorCode.NO_PEER, "no peer is connected: usi-ctl connect HOST, or wait for one with --wait");
            }
        } else {
            for (String reference : named.get()) {
                Peer peer = peers.resolve(reference);
                if (peer.session().isEmpty()) {
                    throw new UsiException(ErrorCode.NO_PEER, "that peer is not connected: wait for it with --wait");
                }
                if (!found.contains(peer)) {
                    found.add(peer);
                }
            }
        }
        if (authenticated && !found.stream().allMatch(Peer::authenticated)) {
            throw new UsiException(
                    ErrorCode.NOT_AUTHENTICATED,
                    "a peer is neither verified nor under a preset key: nothing was sent to anybody");
        }
        return found;
    }
}
