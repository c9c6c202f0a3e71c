package io.usi.plugins.notifylibnotify;

import io.usi.plugin.PluginException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.errors.NoReply;
import org.freedesktop.dbus.errors.ServiceUnknown;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.matchrules.DBusMatchRuleBuilder;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/**
 * A connection to a session bus, and the notification server there. Used by one thread, which {@link #open} makes the
 * parent of the connection's own; signals come on another. No call takes longer than three seconds but {@link #open},
 * which an interrupt ends.
 */
final class Bus implements AutoCloseable {
    private static final long CALL_MS = 3_000;
    private static final int CONNECT_ONCE_MS = 500;
    /** Something is there, and hangs. */
    static final String SILENT =
            "what shows notifications does not answer: see that the session bus and the notification daemon are well";

    private static final String UNREACHABLE =
            "the session bus cannot be reached: see that the one which DBUS_SESSION_BUS_ADDRESS names is running";
    private static final String NO_SERVER =
            "nothing on the session bus shows notifications: start a notification daemon, such as dunst";

    static {
        // This library is the plugin's own copy: nobody else is meant by its static settings.
        MethodCall.setDefaultTimeout(CALL_MS);
    }

    /** The server is there, and does not want this bubble. */
    static final class Refused extends PluginException {
        private static final long serialVersionUID = 1L;

        private Refused() {
            super("the notification daemon refuses notifications: see what it says");
        }
    }

    /** What the server tells of the bubbles. Called on a thread of the connection's; must return at once. */
    interface Signals {
        /** A button was pressed. */
        void invoked(long bubble, String action);

        /** A bubble is no longer on the screen. */
        void closed(long bubble);
    }

    private final DBusConnection connection;
    private final Signals signals;
    private final DBus bus;
    private final Notifications server;
    private Capabilities capabilities = new Capabilities(false, false);

    /** The server's unique name: anybody on the bus can send signals in its name, but not from its address. */
    private volatile String owner = "";

    private Bus(DBusConnection connection, Signals signals) throws DBusException {
        this.connection = connection;
        this.signals = signals;
        connection.register();
        bus = connection.getRemoteObject("org.freedesktop.DBus", "/org/freedesktop/DBus", DBus.class);
        server = connection.getRemoteObject(Notifications.NAME, Notifications.PATH, Notifications.class);
        connection.addGenericSigHandler(
                DBusMatchRuleBuilder.create()
                        .withType("signal")
                        .withInterface(Notifications.NAME)
                        .withPath(Notifications.PATH)
                        .build(),
                this::signalled);
    }

    /** Connects. Blocks as long as the bus does not answer, until it is interrupted. */
    static Bus open(String address, Signals signals) throws PluginException {
        DBusConnection connection = null;
        try {
            // One attempt: the library would go on for ten seconds.
            connection = DBusConnectionBuilder.forAddress(address)
                    .withShared(false)
                    .transportConfig()
                    .withTimeout(CONNECT_ONCE_MS)
                    .withRegisterSelf(false)
                    .back()
                    .build();
            return new Bus(connection, signals);
        } catch (DBusException | RuntimeException e) {
            if (connection != null) {
                connection.disconnect();
            }
            throw new PluginException(UNREACHABLE, e);
        }
    }

    /**
     * Finds out who the server is, and starts it where the bus knows how.
     *
     * @return whether it is another one than at the last call, so that no bubble is left
     */
    boolean serverChanged() throws PluginException {
        String now = ownerNow();
        if (!now.isEmpty() && now.equals(owner)) {
            return false;
        }
        owner = "";
        try {
            Set<String> can = new HashSet<>(server.capabilities());
            capabilities = new Capabilities(can.contains("actions"), can.contains("body-markup"));
        } catch (DBusExecutionException e) {
            throw failed(e);
        }
        owner = ownerNow();
        return true;
    }

    private String ownerNow() throws PluginException {
        try {
            return bus.GetNameOwner(Notifications.NAME);
        } catch (DBusExecutionException e) {
            if (!alive(e)) {
                throw failed(e);
            }
            return "";
        }
    }

    /** Of the server that {@link #serverChanged} found. */
    Capabilities capabilities() {
        return capabilities;
    }

    /** Whether calls can be made. */
    boolean connected() {
        return connection.isConnected();
    }

    /**
     * Shows a bubble.
     *
     * @param replaces the one to put it in the place of, or 0
     * @return its number, never 0
     */
    long show(Bubble bubble, long replaces) throws PluginException {
        Map<String, Variant<?>> hints = Map.of(
                "category", new Variant<>(bubble.category()),
                "desktop-entry", new Variant<>("usi"),
                "urgency", new Variant<>(bubble.urgency()));
        try {
            return server.post(
                            "USI",
                            new UInt32(replaces),
                            "",
                            bubble.title(),
                            bubble.body(),
                            bubble.actions(),
                            hints,
                            bubble.timeout())
                    .longValue();
        } catch (DBusExecutionException e) {
            throw failed(e);
        }
    }

    /** Takes a bubble away, where it is still there. */
    void hide(long bubble) throws PluginException {
        try {
            server.withdraw(new UInt32(bubble));
        } catch (DBusExecutionException e) {
            // Servers answer with an error where the user was faster.
            if (!alive(e)) {
                throw failed(e);
            }
        }
    }

    private boolean alive(DBusExecutionException e) {
        return connection.isConnected() && !(e instanceof NoReply);
    }

    /** Without the cause: servers put what they were given into their errors. */
    private PluginException failed(DBusExecutionException e) {
        if (!alive(e)) {
            close();
            return new PluginException(e instanceof NoReply ? SILENT : UNREACHABLE);
        }
        return e instanceof ServiceUnknown ? new PluginException(NO_SERVER) : new Refused();
    }

    private void signalled(DBusSignal signal) {
        if (owner.isEmpty() || !owner.equals(signal.getSource())) {
            return;
        }
        Object[] values;
        try {
            values = signal.getParameters();
        } catch (DBusException e) {
            return; // malformed
        }
        if (values == null || values.length != 2 || !(values[0] instanceof UInt32 bubble)) {
            return;
        }
        if (signal.getName().equals("ActionInvoked") && values[1] instanceof String action) {
            signals.invoked(bubble.longValue(), action);
        } else if (signal.getName().equals("NotificationClosed")) {
            signals.closed(bubble.longValue());
        }
    }

    /** Ends the connection. For any thread. */
    @Override
    public void close() {
        connection.disconnect();
    }
}
