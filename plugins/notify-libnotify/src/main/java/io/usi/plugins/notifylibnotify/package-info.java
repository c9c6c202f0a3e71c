/** The plugin that shows notices on the desktop, through the notification server of the session bus. */
package io.usi.plugins.notifylibnotify;
