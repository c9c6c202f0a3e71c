package io.usi.ctl.rpc;

import java.util.Map;

/** What comes from the daemon. */
public sealed interface Incoming {
    /**
     * The answer to a request.
     *
     * @param id of the request
     * @param result null where there is an error
     * @param error null where there is a result
     */
    record Answer(long id, Object result, DaemonError error) implements Incoming {
        /** The result, or the error thrown. */
        public Object get() {
            if (error != null) {
                throw error;
            }
            return result;
        }
    }

    /**
     * Something that happened.
     *
     * @param members as the daemon sent them; {@code type} says which there are
     */
    record Event(Map<String, Object> members) implements Incoming {
        /** Which event it is. */
        public String type() {
            return Values.text(members, "type");
        }
    }
}
