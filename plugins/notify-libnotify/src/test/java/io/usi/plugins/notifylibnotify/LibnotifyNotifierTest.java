package io.usi.plugins.notifylibnotify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.plugin.Decisions;
import io.usi.plugin.Notice;
import io.usi.plugin.Notice.Kind;
import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import io.usi.plugin.Values;
import io.usi.plugins.notifylibnotify.FakeServer.Post;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URL;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.freedesktop.dbus.types.UInt32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The notifier at a real bus, with a server that is the test's own. */
@Timeout(60)
class LibnotifyNotifierTest {
    private static final String[] ALL = {"actions", "body", "body-markup"};

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final Desk desk = new Desk();
    private TestBus bus;

    @BeforeEach
    void startBus() throws IOException {
        bus = new TestBus(folder);
        environment.put("DBUS_SESSION_BUS_ADDRESS", bus.address());
        environment.put("USI_LOCALE", "en_GB.UTF-8");
        LibnotifyNotifier.allow();
    }

    @AfterEach
    void stopBus() throws Exception {
        LibnotifyNotifier.stopAll();
        bus.close();
        assertEquals(List.of(), threads());
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive()
                        && thread.getThreadGroup() != null
                        && thread.getThreadGroup().getName().equals("notify-libnotify"))
                .toList();
    }

    @Test
    void aMessageIsShown() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            notifier().show(message("Anne", "<b>bold</b> & more"), desk);
            Post post = server.posts().get(0);
            assertEquals("USI", post.application());
            assertEquals("Anne", post.title());
            assertEquals("&lt;b&gt;bold&lt;/b&gt; &amp; more", post.body());
            assertEquals(0, post.replaces());
            assertEquals(List.of(), post.actions());
            assertEquals(-1, post.timeout());
            assertEquals("im.received", post.hints().get("category").getValue());
            assertEquals("usi", post.hints().get("desktop-entry").getValue());
            assertEquals((byte) 1, post.hints().get("urgency").getValue());
        }
    }

    @Test
    void aServerWithoutMarkupAndButtonsGetsNeither() throws Exception {
        try (FakeServer server = new FakeServer(bus, "body")) {
            LibnotifyNotifier notifier = notifier();
            notifier.show(message("Anne", "<b>bold</b>"), desk);
            notifier.show(offer("Anne", "a&b.pdf", "7"), desk);
            assertEquals("<b>bold</b>", server.posts().get(0).body());
            assertEquals(
                    "a&b.pdf\n1.5 kB\nusi-ctl accept 7", server.posts().get(1).body());
            assertEquals(List.of(), server.posts().get(1).actions());
        }
    }

    @Test
    void peersComeAndGo() throws Exception {
        environment.put("USI_LOCALE", "fr_FR.UTF-8");
        try (FakeServer server = new FakeServer(bus, ALL)) {
            LibnotifyNotifier notifier = notifier();
            notifier.show(new Notice(Kind.PEER_JOINED, "Anne", false, "", "", 0), desk);
            notifier.show(new Notice(Kind.PEER_LEFT, "Anne", true, "", "", 0), desk);
            assertEquals(
                    "NON CHIFFRÉ : Anne vient d'arriver", server.posts().get(0).title());
            assertEquals("Anne vient de partir", server.posts().get(1).title());
            assertEquals(
                    "presence.offline",
                    server.posts().get(1).hints().get("category").getValue());
            assertEquals((byte) 0, server.posts().get(1).hints().get("urgency").getValue());
        }
    }

    @Test
    void anOfferHasButtonsThatWork() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            LibnotifyNotifier notifier = notifier();
            notifier.show(offer("Anne", "report.pdf", "7"), desk);
            notifier.show(offer("Anne", "virus.exe", "8"), desk);
            Post first = server.posts().get(0);
            assertEquals("Anne offers a file", first.title());
            assertEquals("report.pdf\n1.5 kB", first.body());
            assertEquals(List.of("accept", "Accept", "refuse", "Refuse"), first.actions());
            assertEquals("transfer", first.hints().get("category").getValue());
            assertEquals(0, first.timeout());
            server.press(first.id(), "something");
            server.press(first.id(), "accept");
            server.press(first.id(), "accept");
            server.press(server.posts().get(1).id(), "refuse");
            assertEquals("accept 7", desk.next());
            assertEquals("refuse 8", desk.next(), "and the first one only once");
            await("the bubbles to be closed", () -> server.screen().isEmpty());
            server.press(99, "accept");
            server.signal("ActionInvoked", "s", "accept");
            server.signal("ActionInvoked", "su", "accept", new UInt32(1));
            notifier.show(message("Anne", "after"), desk);
            assertNull(desk.done.poll());
        }
    }

    @Test
    void aDecisionThatFailsIsTold() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            desk.failure = Optional.of("there is no <sink>");
            notifier().show(offer("Anne", "report.pdf", "7"), desk);
            server.press(server.posts().get(0).id(), "accept");
            await("the failure", () -> server.posts().size() == 2);
            assertEquals("there is no &lt;sink&gt;", server.posts().get(1).body());
        }
    }

    @Test
    void aDecisionThatTakesLongHoldsNothingUp() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            LibnotifyNotifier notifier = notifier();
            desk.waits = new CountDownLatch(1);
            notifier.show(offer("Anne", "report.pdf", "7"), desk);
            server.press(server.posts().get(0).id(), "accept");
            await("the decision", () -> !desk.begun.isEmpty());
            notifier.show(message("Anne", "meanwhile"), desk);
            assertEquals("meanwhile", server.posts().get(1).body());
            desk.waits.countDown();
            assertEquals("accept 7", desk.next());
        }
    }

    @Test
    void onlyTheServersOwnSignalsCount() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL);
                FakeServer impostor = new FakeServer(bus, false, ALL)) {
            LibnotifyNotifier notifier = notifier();
            notifier.show(offer("Anne", "virus.exe", "7"), desk);
            long bubble = server.posts().get(0).id();
            impostor.press(bubble, "accept");
            impostor.roundTrip();
            server.press(bubble, "refuse");
            assertEquals("refuse 7", desk.next());
            assertNull(desk.done.poll());
        }
    }

    @Test
    void anOfferThatEndedIsTakenAway() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            LibnotifyNotifier notifier = notifier();
            notifier.show(offer("Anne", "report.pdf", "7"), desk);
            notifier.show(offer("Anne", "other.pdf", "8"), desk);
            notifier.show(ended("7"), desk);
            assertEquals(List.of(server.posts().get(0).id()), server.closed());
            server.dismiss(server.posts().get(1).id());
            notifier.show(ended("8"), desk);
            notifier.show(ended("none"), desk);
            assertEquals(List.of(), server.screen());
        }
    }

    @Test
    void aFileThatComesWithoutAskingHasNoButtons() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            LibnotifyNotifier notifier = notifier();
            notifier.show(offer("Anne", "photo.jpg", ""), desk);
            Post post = server.posts().get(0);
            assertEquals("Anne sends a file", post.title());
            assertEquals("photo.jpg\n1.5 kB", post.body());
            assertEquals(List.of(), post.actions());
            for (int i = 2; i <= 9; i++) {
                notifier.show(offer("Anne", "photo" + i, ""), desk);
            }
            await("one bubble", () -> server.screen().size() == 1 && on(server, "9 files come in"));
            assertEquals(
                    "The last one: Anne\nphoto9\n1.5 kB", server.screen().get(0).body());
        }
    }

    @Test
    void manyOffersShareABubble() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            LibnotifyNotifier notifier = notifier();
            for (int i = 1; i <= 9; i++) {
                notifier.show(offer("Anne", "file" + i, "" + i), desk);
            }
            await("the bubbles", () -> server.screen().size() == 6 && on(server, "9 files are offered"));
            Post shared = server.screen().get(5);
            assertEquals("usi-ctl offers", shared.body());
            assertEquals(List.of(), shared.actions());
            for (int i = 1; i <= 4; i++) {
                notifier.show(ended("" + i), desk);
            }
            await("the count", () -> on(server, "5 files are offered"));
            for (int i = 5; i <= 9; i++) {
                notifier.show(ended("" + i), desk);
            }
            assertEquals(List.of(), server.screen());
        }
    }

    private static boolean on(FakeServer server, String title) {
        return server.screen().stream().anyMatch(post -> post.title().equals(title));
    }

    @Test
    void burstsAreFolded() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            LibnotifyNotifier notifier = notifier();
            for (int i = 1; i <= 3; i++) {
                notifier.show(message("Anne", "text " + i), desk);
            }
            assertEquals(
                    List.of("text 1", "text 2", "text 3"),
                    server.screen().stream().map(Post::body).toList());
            for (int i = 4; i <= 12; i++) {
                notifier.show(message("Anne", "text " + i), desk);
            }
            await("one bubble", () -> server.screen().size() == 1 && on(server, "12 messages from Anne"));
            assertEquals("text 12", server.screen().get(0).body());
            assertTrue(server.posts().size() <= 6, server.posts().toString());
        }
    }

    @Test
    void aFloodOfAnyKindIsAFewBubbles() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            LibnotifyNotifier notifier = notifier();
            long start = System.nanoTime();
            int sent = 0;
            while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3)) {
                for (int peer = 0; peer < 100; peer++) {
                    notifier.show(message("peer" + peer, "text"), desk);
                    notifier.show(new Notice(Kind.PEER_JOINED, "peer" + peer, true, "", "", 0), desk);
                    notifier.show(new Notice(Kind.PEER_LEFT, "peer" + peer, false, "", "", 0), desk);
                    notifier.show(offer("peer" + peer, "file", "offer" + sent), desk);
                    sent++;
                }
            }
            List<Post> posts = server.posts();
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            assertTrue(sent > 500 && posts.size() <= 4 + 2 * (seconds + 1), sent + " sent, shown: " + posts);
            await("the offers' count", () -> on(server, "256 files are offered"));
        }
    }

    @Test
    void eachKindCanBeSwitchedOff() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            Notice[] notices = {
                message("Anne", "text"), offer("Anne", "file", "7"), new Notice(Kind.PEER_LEFT, "Anne", true, "", "", 0)
            };
            List<String> switches = List.of("notify.no-messages", "notify.no-files", "notify.no-peers");
            for (int off = 0; off < 3; off++) {
                int before = server.posts().size();
                LibnotifyNotifier.stopAll();
                LibnotifyNotifier.allow();
                LibnotifyNotifier notifier = notifier(switches.get(off));
                for (Notice notice : notices) {
                    notifier.show(notice, desk);
                }
                List<Post> shown = server.posts().subList(before, server.posts().size());
                assertEquals(2, shown.size());
                String missing =
                        List.of("im.received", "transfer", "presence.offline").get(off);
                assertTrue(shown.stream()
                        .noneMatch(post ->
                                missing.equals(post.hints().get("category").getValue())));
            }
        }
    }

    @Test
    void withoutPreviewTheBusSeesNoContent() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            LibnotifyNotifier notifier = notifier("notify.no-preview");
            notifier.show(message("Anne", "secret"), desk);
            notifier.show(offer("Anne", "secret.pdf", "7"), desk);
            assertEquals("New message", server.posts().get(0).body());
            assertEquals("1.5 kB", server.posts().get(1).body());
            assertEquals(4, server.posts().get(1).actions().size());
        }
    }

    @Test
    void itComesBackWithTheBus() throws Exception {
        LibnotifyNotifier notifier = notifier();
        try (FakeServer server = new FakeServer(bus, ALL)) {
            notifier.show(message("Anne", "one"), desk);
            notifier.show(offer("Anne", "report.pdf", "7"), desk);
            assertEquals(2, server.posts().size());
        }
        bus.stop();
        PluginException gone = assertThrows(PluginException.class, () -> notifier.show(message("Anne", "two"), desk));
        assertTrue(gone.getMessage().contains("cannot be reached"), gone.getMessage());
        assertEquals(
                gone.getMessage(),
                assertThrows(PluginException.class, () -> notifier.show(message("Anne", "two"), desk))
                        .getMessage());
        bus.start();
        try (FakeServer server = new FakeServer(bus, ALL)) {
            await("the next message", () -> {
                try {
                    notifier.show(message("Anne", "three"), desk);
                    return true;
                } catch (PluginException e) {
                    return false;
                }
            });
            await("what is open", () -> on(server, "Anne offers a file") && on(server, "Anne"));
            Post open = server.posts().stream()
                    .filter(post -> !post.actions().isEmpty())
                    .findFirst()
                    .orElseThrow();
            server.press(open.id(), "accept");
            assertEquals("accept 7", desk.next());
        }
    }

    @Test
    void aBusThatWasRestartedBetweenTwoNoticesIsNotNoticed() throws Exception {
        LibnotifyNotifier notifier = notifier();
        try (FakeServer server = new FakeServer(bus, ALL)) {
            notifier.show(message("Anne", "one"), desk);
            assertEquals(1, server.posts().size());
        }
        bus.stop();
        bus.start();
        try (FakeServer server = new FakeServer(bus, ALL)) {
            notifier.show(message("Anne", "two"), desk);
            assertEquals("two", server.posts().get(0).body());
        }
    }

    @Test
    void itComesBackWithTheServer() throws Exception {
        LibnotifyNotifier notifier = notifier();
        PluginException nobody = assertThrows(PluginException.class, () -> notifier.show(message("Anne", "one"), desk));
        assertTrue(nobody.getMessage().contains("start a notification daemon"), nobody.getMessage());
        try (FakeServer server = new FakeServer(bus, ALL)) {
            await("the server to be tried again", () -> {
                try {
                    notifier.show(message("Anne", "two"), desk);
                    return true;
                } catch (PluginException e) {
                    return false;
                }
            });
            assertEquals("two", server.posts().get(0).body());
            notifier.show(offer("Anne", "file", "7"), desk);
        }
        try (FakeServer other = new FakeServer(bus, "body")) {
            notifier.show(message("Anne", "<three>"), desk);
            await("both", () -> other.posts().size() == 2);
            assertTrue(other.posts().stream().anyMatch(post -> post.body().equals("<three>")), "its own capabilities");
            assertTrue(other.posts().stream().anyMatch(post -> post.body().endsWith("usi-ctl accept 7")));
        }
    }

    @Test
    void withoutABusOneLineSaysWhatToDo() {
        environment.remove("DBUS_SESSION_BUS_ADDRESS");
        for (int i = 0; i < 8; i++) {
            // Those that would be folded into one later fail, too: nothing says that the bus is back.
            assertTrue(failure().contains("there is no session bus"));
        }
        environment.put("XDG_RUNTIME_DIR", folder.resolve("nothing").toString());
        LibnotifyNotifier.stopAll();
        LibnotifyNotifier.allow();
        assertTrue(failure().contains("there is no session bus"));
        environment.put("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=/tmp/x");
        LibnotifyNotifier.stopAll();
        LibnotifyNotifier.allow();
        assertTrue(failure().contains("unix:path="));
    }

    private String failure() {
        String message = assertThrows(PluginException.class, () -> notifier().show(message("Anne", "secret"), desk))
                .getMessage();
        assertFalse(message.contains("Anne") || message.contains("secret") || message.contains("\n"), message);
        return message;
    }

    @Test
    void anEscapedAddressIsRead() throws Exception {
        environment.put(
                "DBUS_SESSION_BUS_ADDRESS", "unix:abstract=/x;unix:path=/tmp/a%20b+%2cc/bus,guid=12;unix:path=/y");
        assertEquals("unix:path=/tmp/a b+,c/bus", SessionBus.address(environment::get));
        environment.put("DBUS_SESSION_BUS_ADDRESS", "unix:path=/tmp/%zz");
        assertThrows(PluginException.class, () -> SessionBus.address(environment::get));
    }

    @Test
    void theBusOfTheRuntimeFolderIsFound() throws Exception {
        environment.remove("DBUS_SESSION_BUS_ADDRESS");
        environment.put("XDG_RUNTIME_DIR", folder.toString());
        try (FakeServer server = new FakeServer(bus, ALL)) {
            notifier().show(message("Anne", "text"), desk);
            assertEquals(1, server.posts().size());
        }
    }

    @Test
    void aServerThatRefusesIsReportedWithoutItsWords() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            server.refuse("Anne");
            assertTrue(failure().contains("refuses"));
            LibnotifyNotifier notifier = notifier();
            await("another try", () -> {
                try {
                    notifier.show(message("Bob", "text"), desk);
                    return true;
                } catch (PluginException e) {
                    return false;
                }
            });
            assertThrows(PluginException.class, () -> notifier.show(offer("Anne", "secret", "7"), desk));
            await("another try", () -> {
                try {
                    notifier.show(message("Bob", "after the offer"), desk);
                    return true;
                } catch (PluginException e) {
                    return false;
                }
            });
            await(
                    "the next message",
                    () -> on(server, "Bob")
                            && server.screen().stream()
                                    .anyMatch(post -> post.body().equals("after the offer")));
        }
    }

    @Test
    void aServerThatHangsIsGivenUp() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            LibnotifyNotifier notifier = notifier();
            CountDownLatch end = server.hang();
            long start = System.nanoTime();
            assertThrows(PluginException.class, () -> notifier.show(message("Anne", "text"), desk));
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(9));
            end.countDown();
        }
    }

    @Test
    void aBusThatSaysNothingIsGivenUpAndHoldsNoStopUp() throws Exception {
        Path socket = folder.resolve("silent");
        environment.put("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + socket);
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket));
            LibnotifyNotifier notifier = notifier();
            long start = System.nanoTime();
            assertThrows(PluginException.class, () -> notifier.show(message("Anne", "text"), desk));
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(9));

            CompletableFuture<String> shown = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    notifier.show(message("Anne", "text"), desk);
                    shown.complete("shown");
                } catch (PluginException e) {
                    shown.complete(e.getMessage());
                }
            });
            Thread.sleep(2_100); // the pause after a failure
            caller.start();
            await("the connection", () -> threads().stream()
                    .anyMatch(
                            thread -> List.of(thread.getStackTrace()).toString().contains("SASL")));
            start = System.nanoTime();
            LibnotifyNotifier.stopAll();
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(2));
            assertFalse(shown.get(2, TimeUnit.SECONDS).equals("shown"));
            assertEquals(List.of(), threads());
        }
    }

    @Test
    void stoppingTakesTheButtonsAway() throws Exception {
        try (FakeServer server = new FakeServer(bus, ALL)) {
            LibnotifyNotifier notifier = notifier();
            notifier.show(message("Anne", "text"), desk);
            notifier.show(offer("Anne", "file", "7"), desk);
            LibnotifyNotifier.stopAll();
            assertEquals(
                    List.of("text"), server.screen().stream().map(Post::body).toList());
            assertThrows(PluginException.class, () -> notifier.show(message("Anne", "text"), desk));
            LibnotifyNotifier.allow();
            notifier.show(message("Anne", "again"), desk);
            assertEquals("again", server.screen().get(1).body());
        }
    }

    @Test
    void theSettingsAreFlagsInBothLanguages() {
        for (Setting setting : new LibnotifyNotifier().settings()) {
            assertEquals(Setting.Kind.FLAG, setting.kind());
            assertTrue(setting.key().startsWith("notify.no-") && !setting.help().isBlank());
            assertFalse(setting.help().equals(setting.helpFr()));
        }
    }

    @Test
    void theJarWillNameTheExtension() throws Exception {
        URL classes =
                LibnotifyNotifier.class.getProtectionDomain().getCodeSource().getLocation();
        String index = Files.readString(Path.of(classes.toURI()).resolve("META-INF/extensions.idx"));
        assertTrue(index.lines().anyMatch(LibnotifyNotifier.class.getName()::equals), index);
    }

    private LibnotifyNotifier notifier(String... flags) {
        LibnotifyNotifier notifier = new LibnotifyNotifier(environment::get);
        notifier.configure(new Flags(Set.of(flags)));
        return notifier;
    }

    private static Notice message(String peer, String text) {
        return new Notice(Kind.MESSAGE, peer, true, text, "", 0);
    }

    private static Notice offer(String peer, String name, String id) {
        return new Notice(Kind.FILE_OFFERED, peer, true, name, id, 1_500);
    }

    private static Notice ended(String id) {
        return new Notice(Kind.OFFER_ENDED, "", true, "", id, 0);
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.call()) {
            assertTrue(System.nanoTime() - end < 0, "waited for " + what);
            Thread.sleep(10);
        }
    }

    /** Keeps what was decided. */
    private static final class Desk implements Decisions {
        private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
        private volatile Optional<String> failure = Optional.empty();
        private volatile CountDownLatch waits = new CountDownLatch(0);

        @Override
        public void accept(String offer) throws PluginException {
            decide("accept " + offer);
        }

        @Override
        public void refuse(String offer) throws PluginException {
            decide("refuse " + offer);
        }

        private void decide(String decision) throws PluginException {
            begun.add(decision);
            try {
                waits.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (failure.isPresent()) {
                throw new PluginException(failure.get());
            }
            done.add(decision);
        }

        String next() throws InterruptedException {
            return done.poll(20, TimeUnit.SECONDS);
        }
    }

    private record Flags(Set<String> set) implements Values {
        @Override
        public boolean flag(String key) {
            return set.contains(key);
        }

        @Override
        public Optional<String> text(String key) {
            throw new AssertionError(key);
        }

        @Override
        public Optional<Path> path(String key) {
            throw new AssertionError(key);
        }

        @Override
        public Optional<char[]> takeSecret(String key) {
            throw new AssertionError(key);
        }
    }
}
