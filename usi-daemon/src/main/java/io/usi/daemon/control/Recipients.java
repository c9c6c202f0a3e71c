package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.config.Keys;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Recipient;
import io.usi.daemon.session.Room;
import io.usi.daemon.session.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whom a message or a file is for.
 *
 * @param named references to peers; everybody where there are none
 * @param authenticated whether each has to be verified or under a preset key
 * @param unencrypted whether everybody means those, and those alone, that are not encrypted
 */
record Recipients(Core core, Optional<List<String>> named, boolean authenticated, boolean unencrypted) {
    /** The parameters by which a request says so. */
    static List<Param> params() {
        return List.of(
                Param.optional("to", Param.Type.STRINGS, "peers; all open ones that are encrypted without"),
                Param.optional(
                        "authenticated", Param.Type.BOOLEAN, "only to peers that are verified or under a preset key"),
                Param.optional(
                        "unencrypted",
                        Param.Type.BOOLEAN,
                        "to all open ones that are NOT encrypted, and only to them"));
    }

    /**
     * Reads them.
     *
     * @throws UsiException where they do not go together
     */
    static Recipients of(Core core, Params params) {
        Recipients recipients =
                new Recipients(core, params.texts("to"), params.flag("authenticated"), params.flag("unencrypted"));
        if (recipients.unencrypted && recipients.named.isPresent()) {
            throw new UsiException(
                    ErrorCode.USAGE, "either name the recipients, or mean all that are not encrypted: not both");
        }
        if (recipients.named.isPresent() && recipients.named.get().isEmpty()) {
            throw new UsiException(ErrorCode.USAGE, "the list of recipients is empty: leave it out to mean everybody");
        }
        return recipients;
    }

    /**
     * Who gets it, and who does not.
     *
     * @param recipients each once; not empty
     * @param heldBack those of everybody from whom the policy holds it back
     */
    record Found(List<Recipient> recipients, List<Peer> heldBack) {
        /** Adds whom it was held back from, if anybody, to a result. */
        void tell(Map<String, Object> json) {
            if (!heldBack.isEmpty()) {
                json.put(
                        "held_back",
                        heldBack.stream()
                                .map(peer -> Map.of("peer", peer.id(), "name", peer.name()))
                                .toList());
            }
        }
    }

    /**
     * The peers that are meant by a text.
     *
     * @throws UsiException where there is none, one is not connected, not authenticated, or it is held back from one that is
     *     named, or from all
     */
    Found find() {
        return find(peer -> true, core.holdBack()::texts, Keys.POLICY_MESSAGES);
    }

    /** As {@link #find}; everybody means those whose protocol carries files. */
    Found findForFile() {
        return find(Room::takesFiles, core.holdBack()::files, Keys.POLICY_FILES);
    }

    private Found find(Predicate<Peer> fit, Predicate<Session> held, String policy) {
        List<Recipient> found = new ArrayList<>();
        List<Peer> heldBack = new ArrayList<>();
        Collection<Peer> wanted = named.isEmpty()
                ? core.room().everybody(unencrypted).stream().filter(fit).toList()
                : resolve(named.get());
        for (Peer peer : wanted) {
            Optional<Session> session = peer.session();
            if (session.isEmpty() && named.isPresent()) {
                throw new UsiException(ErrorCode.NO_PEER, "that peer is not connected: wait for it with --wait");
            }
            session.filter(held).ifPresent(s -> heldBack.add(peer));
            session.filter(held.negate()).ifPresent(s -> found.add(new Recipient(peer, s)));
        }
        if (!heldBack.isEmpty() && (named.isPresent() || found.isEmpty())) {
            throw heldBack(heldBack, policy);
        }
        if (found.isEmpty()) {
            throw new UsiException(ErrorCode.NO_PEER, nobody());
        }
        if (authenticated && !found.stream().map(Recipient::peer).allMatch(Peer::authenticated)) {
            throw new UsiException(
                    ErrorCode.NOT_AUTHENTICATED,
                    "a peer is neither verified nor under a preset key: nothing was sent to anybody");
        }
        return new Found(found, heldBack);
    }

    private static UsiException heldBack(List<Peer> from, String policy) {
        String first = from.get(0).id();
        String others = from.size() == 1 ? "" : " and from " + (from.size() - 1) + " more";
        return new UsiException(
                ErrorCode.HELD_BACK,
                policy + " holds it back from " + first + others + ", as nobody has verified who that is: compare with"
                        + " 'usi-ctl verify " + first + "'; nothing was sent to anybody");
    }

    private String nobody() {
        if (unencrypted) {
            return "no unencrypted peer is connected that could take it";
        }
        return core.peers().open().isEmpty()
                ? "no peer is connected: usi-ctl connect HOST, or wait for one with --wait"
                : "only peers that are NOT ENCRYPTED are connected: name one, or say --unencrypted to mean all of them";
    }

    private Set<Peer> resolve(List<String> references) {
        Set<Peer> resolved = new LinkedHashSet<>();
        references.forEach(reference -> resolved.add(core.peers().resolve(reference)));
        return resolved;
    }
}
