package io.usi.plugins.notifylibnotify;

import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.DBusMemberName;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** The notification server, as the Desktop Notifications Specification 1.2 describes it. */
@DBusInterfaceName(Notifications.NAME)
public interface Notifications extends DBusInterface {
    /** Of the interface, and of the server on the bus. */
    String NAME = "org.freedesktop.Notifications";

    /** Of the server's one object. */
    String PATH = "/org/freedesktop/Notifications";

    /**
     * What the server can do.
     *
     * @return {@code actions}, {@code body-markup} and others
     */
    @DBusMemberName("GetCapabilities")
    List<String> capabilities();

    /**
     * Shows a notification.
     *
     * @param application the application's name
     * @param replaces the notification to put it in the place of, or 0
     * @param icon a name or URI, or empty
     * @param summary one line, never markup
     * @param body markup where the server can do that, else text
     * @param actions keys and labels by turns
     * @param hints by name
     * @param timeout in milliseconds; 0 for never, -1 for the server's own
     * @return the notification's id, never 0
     */
    @DBusMemberName("Notify")
    UInt32 post(
            String application,
            UInt32 replaces,
            String icon,
            String summary,
            String body,
            List<String> actions,
            Map<String, Variant<?>> hints,
            int timeout);

    /**
     * Takes a notification away.
     *
     * @param id what {@link #post} returned
     */
    @DBusMemberName("CloseNotification")
    void withdraw(UInt32 id);
}
