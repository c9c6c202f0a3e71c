package io.usi.plugins.notifylibnotify;

/**
 * What the notification server can do.
 *
 * @param actions whether it shows buttons
 * @param markup whether it takes the body for markup
 */
record Capabilities(boolean actions, boolean markup) {}
