package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Peers;
import io.usi.daemon.session.Recipient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whom a message or a file is for. */
final class Recipients {
    private Recipients() {}

    /**
     * The peers that were named, each once, or all open ones where none was.
     *
     * @param authenticated whether each has to be verified or under a preset key
     * @throws UsiException where there is none, one is not connected, or not authenticated
     */
    static List<Recipient> find(Peers peers, Optional<List<String>> named, boolean authenticated) {
        if (named.isPresent() && named.get().isEmpty()) {
            throw new UsiException(ErrorCode.USAGE, "the list of recipients is empty: leave it out to mean everybody");
        }
        List<Recipient> found = new ArrayList<>();
        Collection<Peer> wanted = named.isEmpty() ? peers.open() : resolve(peers, named.get());
        for (Peer peer : wanted) {
            peer.session().ifPresentOrElse(session -> found.add(new Recipient(peer, session)), () -> {
                if (named.isPresent()) {
                    throw new UsiException(ErrorCode.NO_PEER, "that peer is not connected: wait for it with --wait");
                }
            });
        }
        if (found.isEmpty()) {
            throw new UsiException(
                    ErrorCode.NO_PEER, "no peer is connected: usi-ctl connect HOST, or wait for one with --wait");
        }
        if (authenticated && !found.stream().map(Recipient::peer).allMatch(Peer::authenticated)) {
            throw new UsiException(
                    ErrorCode.NOT_AUTHENTICATED,
                    "a peer is neither verified nor under a preset key: nothing was sent to anybody");
        }
        return found;
    }

    private static Set<Peer> resolve(Peers peers, List<String> named) {
        Set<Peer> resolved = new LinkedHashSet<>();
        named.forEach(reference -> resolved.add(peers.resolve(reference)));
        return resolved;
    }
}
