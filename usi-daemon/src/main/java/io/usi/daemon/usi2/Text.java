package io.usi.daemon.usi2;

import io.usi.daemon.session.Author;
import io.usi.daemon.session.Member;
import java.util.List;

/**
 * What a decrypted text means. The same text means different things to a server and to a client: a client may believe what
 * its server says about others, a server believes no client, so that a forged system or relayed message is a chat message
 * that merely looks like one.
 */
sealed interface Text {
    /** Which side of the connection this daemon is. */
    enum Role {
        /** Accepts connections and relays. */
        SERVER,
        /** Connected to a server. */
        CLIENT
    }

    /** Somebody said something. */
    record Chat(String text) implements Text {}

    /** A file of {@code size} bytes follows, raw. */
    record File(String name, long size) implements Text {}

    /** The other side leaves. */
    record Goodbye() implements Text {}

    /** A client asks who is there. */
    record UsersRequest() implements Text {}

    /** A client asks for a proof that this daemon's user knows a password. */
    record ChallengeRequest() implements Text {}

    /** The server's proof. */
    record ChallengeProof(String bcrypt) implements Text {}

    /** The server relays what another client said. */
    record Relayed(Author author, String text) implements Text {}

    /** The server says that somebody joined. */
    record Joined(Author author, String fingerprint) implements Text {}

    /** The server says that somebody left. */
    record Left(Author author) implements Text {}

    /** Anything else that the server says of itself. */
    record Notice(String text) implements Text {}

    /** The server's list of users. */
    record Users(List<Member> members) implements Text {}

    String CLIENT_GOODBYE = "|!client-fermeture";
    String SERVER_GOODBYE = "|!serveur-fermeture";
    String USERS_REQUEST = "!client-utilisateurs";
    String CHALLENGE_REQUEST = "|!challenge-mdp-1";
    String CHALLENGE_PROOF = "|!challenge-mdp-2:";

    /** Interprets what came to a daemon in that role. */
    static Text parse(Role receiver, String text) {
        Text file = TextForms.file(text);
        if (file != null) {
            return file;
        }
        return receiver == Role.SERVER ? fromClient(text) : fromServer(text);
    }

    private static Text fromClient(String text) {
        return switch (text) {
            case CLIENT_GOODBYE -> new Goodbye();
            case USERS_REQUEST -> new UsersRequest();
            case CHALLENGE_REQUEST -> new ChallengeRequest();
            default -> new Chat(text);
        };
    }

    private static Text fromServer(String text) {
        if (text.equals(SERVER_GOODBYE)) {
            return new Goodbye();
        }
        if (text.startsWith(CHALLENGE_PROOF)) {
            return new ChallengeProof(text.substring(CHALLENGE_PROOF.length()));
        }
        if (text.startsWith(TextForms.RELAYED)) {
            return TextForms.relayed(text);
        }
        if (text.startsWith(TextForms.SYSTEM)) {
            return TextForms.system(text);
        }
        if (text.startsWith(TextForms.USERS)) {
            return new Users(TextForms.users(text));
        }
        return new Chat(text);
    }
}
