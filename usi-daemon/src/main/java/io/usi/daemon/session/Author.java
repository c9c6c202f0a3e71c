package io.usi.daemon.session;

/**
 * Who said something in a room: an address (without a port) and a name, which may be empty. For what a room's server
 * relays, both are the server's word.
 */
public record Author(String address, String name) {
    /** The name, or the address where there is none. */
    public String shown() {
        return name.isEmpty() ? address : name;
    }
}
