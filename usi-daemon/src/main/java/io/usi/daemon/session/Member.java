package io.usi.daemon.session;

/**
 * One line of a room's list of users.
 *
 * @param fingerprint of the member's session with the room's server; empty where it is not known
 * @param server whether this is the room's server
 * @param you whether this is the one who asked
 */
public record Member(Author author, String fingerprint, boolean server, boolean you) {}
