package io.usi.plugins.notifylibnotify;

import java.util.List;

/**
 * What stands on the screen.
 *
 * @param title one line of text
 * @param body text, or markup where the server takes it for that
 * @param actions keys and labels by turns
 * @param category of the specification's list
 * @param urgency 0 is low, 1 normal, 2 critical
 * @param timeout in milliseconds; 0 for never, -1 for the server's own
 */
record Bubble(String title, String body, List<String> actions, String category, byte urgency, int timeout) {
    static final int SERVERS_OWN = -1;
    static final int NEVER = 0;
    static final byte LOW = 0;
    static final byte NORMAL = 1;
}
