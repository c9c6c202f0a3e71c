package io.usi.ctl.doctor;

import io.usi.ctl.Exit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one check found.
 *
 * @param check a stable word: what was looked at
 * @param what for people; not safe for a terminal
 * @param advice what to do about it; empty where nothing is to be done
 * @param exit what the command ends with if this is the first problem
 */
public record Finding(String check, State state, String what, String advice, Exit exit) {
    /** How it is. */
    public enum State {
        /** As it should be. */
        OK("ok"),
        /** Worth knowing, and nothing is wrong. */
        NOTE("note"),
        /** Wrong. */
        PROBLEM("problem"),
        /** It could not be looked at, or there is nothing to look at. */
        SKIPPED("skipped");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** The stable word for programs. */
        public String word() {
            return word;
        }
    }

    static Finding ok(String check, String what) {
        return new Finding(check, State.OK, what, "", Exit.DONE);
    }

    static Finding note(String check, String what, String advice) {
        return new Finding(check, State.NOTE, what, advice, Exit.DONE);
    }

    static Finding skipped(String check, String what) {
        return new Finding(check, State.SKIPPED, what, "", Exit.DONE);
    }

    static Finding problem(String check, String what, String advice) {
        return problem(check, what, advice, Exit.SAID_NO);
    }

    static Finding problem(String check, String what, String advice, Exit exit) {
        return new Finding(check, State.PROBLEM, what, advice, exit);
    }

    /** For programs. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("check", check);
        json.put("state", state.word());
        json.put("what", what);
        if (!advice.isEmpty()) {
            json.put("advice", advice);
        }
        return json;
    }
}
