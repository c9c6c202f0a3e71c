package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what docs/RECIPES.md says, as it stands there. */
class RecipesIT {
    private static final Path PAGE = Path.of(System.getProperty("basedir", ""), "..", "docs", "RECIPES.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)(?: ([\\w.-]+))?\n(.*?)^```$");

    /** Each is run by a test below. */
    private static final Set<String> RUN =
            Set.of("disk-alert", "disk-alert.cron", "backup", "tell", "drop", "receiver.toml", "ask", "bot", "hand");

    @TempDir
    Path temp;

    private final Map<String, String> blocks = new LinkedHashMap<>();
    private Place place;
    private Daemon machine;
    private Daemon alice;
    private Path bin;

    @BeforeEach
    void start() throws Exception {
        BLOCK.matcher(Files.readString(PAGE)).results().forEach(block -> blocks.put(block.group(2), block.group(3)));
        place = new Place(temp, "machine");
        bin = Files.createDirectory(place.root.resolve("home/bin"));
        place.with("PATH", bin + ":" + Place.DIST.resolve("bin") + ":" + System.getenv("PATH"))
                .with("USI_SOCKET", place.socket().toString());
        machine = place.start("-s", "127.0.0.1", "-p", "0", "--name", "machine");
        Path config = temp.resolve("receiver.toml");
        Files.writeString(config, blocks.get("receiver.toml"));
        alice = new Place(temp, "alice")
                .start("--config", config.toString(), "-c", "127.0.0.1:" + machine.port(), "--name", "alice");
        verify(machine, machine.peer("alice"));
        verify(alice, alice.peer("machine"));
    }

    @AfterEach
    void stop() {
        alice.close();
        machine.close();
    }

    private static void verify(Daemon daemon, Map<String, Object> peer) throws Exception {
        daemon.ctl("verify", (String) peer.get("id"), (String) peer.get("fingerprint"));
    }

    /** Writes a block down as a program, and starts it. */
    private Child start(String name, String... arguments) throws IOException {
        Path program = bin.resolve(name);
        Files.writeString(program, blocks.get(name));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return place.run(PythonPeer.concat(new String[] {program.toString()}, arguments));
    }

    private Result run(String name, String... arguments) throws Exception {
        try (Child child = start(name, arguments)) {
            child.closeInput();
            return child.finish(Await.PATIENCE);
        }
    }

    private static List<Object> texts(Daemon daemon) throws Exception {
        return daemon.received().stream().map(event -> event.get("text")).toList();
    }

    @Test
    void everyBlockOfThePageIsRun() {
        assertEquals(RUN, blocks.keySet());
    }

    @Test
    void anAlertFromCron() throws Exception {
        run("disk-alert", "100").exits(0);
        assertEquals(List.of(), alice.received());
        run("disk-alert", "-1").exits(0);
        String alert = (String) texts(alice).get(0);
        assertTrue(alert.contains(" full") && alert.contains("/ is "), alert);
        String line = blocks.get("disk-alert.cron").strip();
        String command =
                line.replaceFirst("^(\\S+ ){5}", "").replace("$HOME/bin/disk-alert 90", "$HOME/bin/disk-alert -1");
        assertFalse(command.startsWith("*"), line);
        try (Child cron = place.run("/bin/sh", "-c", command)) {
            cron.finish(Await.PATIENCE).exits(0);
        }
        assertEquals(2, alice.received().size());
    }

    @Test
    void aBackupsEnd() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("data"));
        Files.write(folder.resolve("file"), Data.random(10_000));
        Path archive = temp.resolve("data.tgz");
        run("backup", folder.toString(), archive.toString()).exits(0);
        assertTrue(Files.size(archive) > 10_000);
        String done = (String) texts(alice).get(0);
        assertTrue(done.contains("done in") && done.contains(" bytes"), done);

        int code = run("backup", folder.resolve("nowhere").toString(), archive.toString())
                .exit();
        assertTrue(code != 0);
        assertTrue(((String) texts(alice).get(1)).contains("FAILED with " + code));
        try (var received = Files.list(temp.resolve("incoming"))) {
            Path log = received.findFirst().orElseThrow();
            assertTrue(log.getFileName().toString().startsWith("backup-"), log::toString);
            assertTrue(Files.readString(log).contains("nowhere"));
        }
    }

    @Test
    void aBuildsLog() throws Exception {
        run("tell", "sh", "-c", "echo one; echo two >&2; exit 3").exits(3);
        assertEquals(List.of("one", "two", "sh ended with 3"), texts(alice));
    }

    @Test
    void aFileDropFolder() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("out"));
        try (Child drop = start("drop", folder.toString(), "alice")) {
            for (String name : List.of("with blanks in it", "second")) {
                Path file = Files.write(temp.resolve(name), Data.random(50_000));
                String sum = Data.sha256(file);
                Files.move(file, folder.resolve(name));
                Path arrived = temp.resolve("incoming").resolve(name);
                Await.until(name + " to arrive", () -> Files.exists(arrived));
                assertEquals(sum, Data.sha256(arrived));
                Await.until(
                        name + " to be moved",
                        () -> Files.exists(folder.resolve("sent").resolve(name)));
            }
            assertTrue(drop.isAlive());
        }
    }

    @Test
    void waitingForAnAnswer() throws Exception {
        Tool.path("jq");
        try (Child ask = start("ask", "alice", "deploy now?")) {
            alice.message("deploy now?");
            alice.ctl("send", "--to", "machine", "yes");
            assertEquals("yes\n", ask.finish(Await.PATIENCE).exits(0).out());
        }
        run("ask", "alice", "and now?", "1s").exits(6);
    }

    @Test
    void aBotInPython() throws Exception {
        Tool.path("python3");
        said("load");
        try (Child bot = start("bot")) {
            listens(bot, "help", "time, load, help");
            alice.ctl("send", "time");
            Await.until("the time", () -> texts(alice).stream()
                    .anyMatch(text -> text.toString().matches("\\d{4}-\\d\\d-\\d\\d .*")));
            assertTrue(texts(alice).stream().noneMatch(text -> text.toString().matches("[0-9. ]+")), "said before");
            assertTrue(bot.isAlive(), bot::toString);
        }
    }

    /** Before a program starts. */
    private void said(String text) throws Exception {
        alice.ctl("send", text);
        machine.message(text);
    }

    /** A program begins to listen when it has started: asks until it answers. */
    private void listens(Child program, String question, String answer) {
        Await.until(answer, () -> {
            assertTrue(program.isAlive(), program::toString);
            alice.ctl("send", question);
            return texts(alice).stream().anyMatch(text -> text.toString().startsWith(answer));
        });
    }

    @Test
    void aRemoteHand() throws Exception {
        Tool.path("python3");
        said("date");
        try (Daemon eve = new Place(temp, "eve").start("-c", "127.0.0.1:" + machine.port(), "--name", "alice");
                Child hand = start("hand")) {
            eve.peer("machine");
            listens(hand, "who", "who ended with 0\n" + System.getProperty("user.name"));
            int before = alice.received().size();
            List<String> attempts =
                    new ArrayList<>(List.of("who; touch pwned", "$(touch pwned)", "../hand", "who\ntouch pwned"));
            for (String attempt : attempts) {
                alice.ctl("send", attempt);
            }
            Await.until("refusals", () -> alice.received().size() == before + attempts.size());
            assertTrue(texts(alice).subList(before, before + attempts.size()).stream()
                    .allMatch("one of: date, disk, who"::equals));
            assertFalse(Files.exists(place.work.resolve("pwned")));
            assertTrue(
                    texts(alice).stream().noneMatch(text -> text.toString().startsWith("date ended")),
                    "said before it ran");

            // Whoever calls herself alice and is not verified gets no answer: what verified peers ask later is
            // answered.
            eve.ctl("send", "date");
            machine.message("date");
            alice.ctl("send", "disk");
            Await.until("the answer", () -> texts(alice).stream()
                    .anyMatch(text -> text.toString().startsWith("disk ended")));
            assertTrue(
                    texts(eve).stream().noneMatch(text -> text.toString().contains("ended with")),
                    () -> hand.toString());
        }
    }
}
