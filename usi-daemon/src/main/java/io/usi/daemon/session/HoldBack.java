package io.usi.daemon.session;

import io.usi.daemon.config.Config;
import io.usi.daemon.config.Config.Who;

/**
 * To whom nothing leaves, as long as it is not known who they are: what this daemon's user says, and what it relays. Holds for a
 * session and those that are proved to continue it, and does not call back what was handed to a session already. For any thread.
 */
public final class HoldBack {
    private volatile Config.Policy policy;

    /** As the configuration says. */
    public HoldBack(Config.Policy policy) {
        this.policy = policy;
    }

    /** From now on, as another configuration says. */
    public void change(Config.Policy changed) {
        policy = changed;
    }

    /** Whether the peer gets no texts. */
    public boolean texts(Session session) {
        return !meets(policy.messages(), session);
    }

    /** Whether the peer gets no files. */
    public boolean files(Session session) {
        return !meets(policy.files(), session);
    }

    private static boolean meets(Who wanted, Session session) {
        return switch (wanted) {
            case ALL -> true;
            case AUTHENTICATED ->
                session.continuity().verified() || session.authentication() == Session.Authentication.PRESET;
            case VERIFIED -> session.continuity().verified();
        };
    }
}
