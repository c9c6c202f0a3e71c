package io.usi.ctl.chat;

/** Something that the chat shows. None of the texts needs to be safe for a terminal: {@link LineFormat} sees to that. */
sealed interface Line {
    /**
     * What somebody said; may have several lines.
     *
     * @param time for people, such as {@code 22:14}
     * @param who its author
     * @param own whether that is this user, whose lines no name can imitate
     * @param warning what to know about it, such as that it was not encrypted; may be empty
     */
    record Said(String time, Called who, boolean own, String warning, String text) implements Line {}

    /** Something that happened. */
    record Told(String time, String text) implements Line {}

    /** Something that the user asked to see. */
    record Shown(String text) implements Line {}

    /** Something that did not work, or that the user should look at. */
    record Failed(String text) implements Line {}

    /** A line between what came before and what comes after. */
    record Mark(String text) implements Line {}
}
