package io.usi.daemon.session;

/**
 * How far a text came that a room's server relays.
 *
 * @param held how many of the others' daemons hold it
 * @param of how many could have said so
 */
public record Reach(int held, int of) {}
