package io.usi.dist;

import java.util.List;

/**
 * A program as its manual and its completions show it.
 *
 * @param options those that it has itself; of a program with commands, those that every command has
 * @param commands empty where it has none
 */
record Program(String name, List<Opt> options, List<Command> commands) {
    /**
     * An option.
     *
     * @param names all of them, the long English one last
     * @param value the word for its value; empty where it takes none
     * @param optionalValue whether the value may be left out
     * @param repeatable whether it may be given several times
     */
    record Opt(List<String> names, String value, boolean optionalValue, boolean repeatable, String help) {
        String name() {
            return names.get(names.size() - 1);
        }

        boolean takesValue() {
            return !value.isEmpty();
        }

        Kind kind() {
            return Kind.of(value);
        }
    }

    /** An operand; one that may be given several times is the last. */
    record Operand(String label, boolean required, boolean several, String help) {
        Kind kind() {
            return Kind.of(label);
        }
    }

    /** A command; its options are those that it has beside the program's. */
    record Command(String name, String summary, List<Opt> options, List<Operand> operands, List<String> examples) {}

    /** What a value is, as far as a shell can propose some. */
    sealed interface Kind {
        /** Anything. */
        record Free() implements Kind {}

        /** A file or a folder. */
        record Files() implements Kind {}

        /** A folder. */
        record Folders() implements Kind {}

        /**
         * The id of something that the daemon knows.
         *
         * @param command of {@code usi-ctl}, which lists them
         * @param pattern a basic regular expression for an id
         */
        record Ids(String command, String pattern) implements Kind {}

        /** A method of the control socket. */
        record Methods() implements Kind {}

        /** One of a few words. */
        record Words(List<String> words) implements Kind {}

        /** By the word for it in the help. */
        static Kind of(String label) {
            return switch (label) {
                case "FILE", "PATH" -> new Files();
                case "DIR" -> new Folders();
                case "PEER" -> new Ids("peers", "p[0-9]*");
                case "OFFER" -> new Ids("offers", "o[0-9]*");
                case "TRANSFER" -> new Ids("transfers", "t[0-9]*");
                case "PLUGIN" -> new Ids("plugins", "[A-Za-z0-9-]*");
                case "METHOD" -> new Methods();
                default ->
                    label.contains("|") && label.equals(label.toLowerCase(java.util.Locale.ROOT))
                            ? new Words(List.of(label.split("\\|")))
                            : new Free();
            };
        }
    }
}
