package io.usi.plugins.notifylibnotify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** A notification server that keeps what it is told. */
final class FakeServer implements Notifications, AutoCloseable {
    /** What was shown. */
    record Post(
            long id,
            String application,
            long replaces,
            String title,
            String body,
            List<String> actions,
            Map<String, Variant<?>> hints,
            int timeout,
            long at) {}

    private final DBusConnection connection;
    private final List<String> capabilities;
    private final List<Post> posts = new ArrayList<>();
    private final List<Long> closed = new ArrayList<>();
    private long last;
    private Optional<String> refused = Optional.empty();
    private CountDownLatch silence = new CountDownLatch(0);

    FakeServer(TestBus bus, String... capabilities) throws DBusException {
        this(bus, true, capabilities);
    }

    /**
     * A program on the bus.
     *
     * @param real whether it is the notification server
     */
    FakeServer(TestBus bus, boolean real, String... capabilities) throws DBusException {
        this.capabilities = List.of(capabilities);
        connection = DBusConnectionBuilder.forAddress(bus.address())
                .withShared(false)
                .build();
        connection.exportObject(PATH, this);
        if (real) {
            connection.requestBusName(NAME);
        }
    }

    /** Refuses what has this in its title. */
    synchronized void refuse(String title) {
        refused = Optional.of(title);
    }

    /** Answers nothing more until the latch opens. */
    synchronized CountDownLatch hang() {
        silence = new CountDownLatch(1);
        return silence;
    }

    synchronized List<Post> posts() {
        return List.copyOf(posts);
    }

    /** What is on the screen: the newest content of each bubble that was not closed. */
    synchronized List<Post> screen() {
        List<Post> screen = new ArrayList<>();
        for (Post post : posts) {
            screen.removeIf(older -> older.id() == post.id());
            screen.add(post);
        }
        screen.removeIf(post -> closed.contains(post.id()));
        return screen;
    }

    synchronized List<Long> closed() {
        return List.copyOf(closed);
    }

    void press(long bubble, String action) throws DBusException {
        signal("ActionInvoked", "us", new UInt32(bubble), action);
    }

    void dismiss(long bubble) throws DBusException {
        synchronized (this) {
            closed.add(bubble);
        }
        signal("NotificationClosed", "uu", new UInt32(bubble), new UInt32(2));
    }

    void signal(String name, String signature, Object... values) throws DBusException {
        connection.sendMessage(connection.getMessageFactory().createSignal(null, PATH, NAME, name, signature, values));
    }

    /** The bus has delivered everything that was sent before. */
    void roundTrip() {
        connection.getDBusOwnerName(NAME);
    }

    @Override
    public List<String> capabilities() {
        return capabilities;
    }

    @Override
    public UInt32 post(
            String application,
            UInt32 replaces,
            String icon,
            String summary,
            String body,
            List<String> actions,
            Map<String, Variant<?>> hints,
            int timeout) {
        CountDownLatch waits;
        synchronized (this) {
            waits = silence;
        }
        try {
            waits.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (refused.filter(summary::contains).isPresent()) {
                throw new DBusExecutionException("no more of " + summary + body);
            }
            long id = replaces.longValue() == 0 ? ++last : replaces.longValue();
            posts.add(new Post(
                    id, application, replaces.longValue(), summary, body, actions, hints, timeout, System.nanoTime()));
            return new UInt32(id);
        }
    }

    @Override
    public synchronized void withdraw(UInt32 id) {
        if (closed.contains(id.longValue())) {
            throw new DBusExecutionException("");
        }
        closed.add(id.longValue());
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public String getObjectPath() {
        return PATH;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
