package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accepted files go to a command. */
class SinkCommandIT {
    @TempDir
    Path temp;

    private Path folder;

    /** In the command, DIR stands for a folder of the test. */
    private Daemon start(String accept, String command, String... arguments) throws Exception {
        folder = Files.createDirectory(temp.resolve("received"));
        Path toml = Files.writeString(
                temp.resolve("usi.toml"),
                "[files]\naccept = \"" + accept + "\"\ncommand = '''" + command.replace("DIR", folder.toString())
                        + "'''\n");
        return new Place(temp, "place")
                .with("MY_OWN_KEY", "5a5b5c5d5e5f")
                .start(Usi24.concat(arguments, "-s", "127.0.0.1", "-p", "0", "--config", toml.toString()));
    }

    private Usi24 usi24(Daemon daemon) throws Exception {
        Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "peer");
        peer.opened();
        return peer;
    }

    private Daemon sender(String address) throws Exception {
        Daemon sender = new Place(temp, "sender").start("-c", address, "-m", "sender");
        Await.until("the session to be open", () -> sender.peers().stream()
                .anyMatch(peer -> "open".equals(peer.get("state"))));
        return sender;
    }

    private static Map<String, Object> transfer(Daemon daemon) {
        return Await.value("a transfer", () -> daemon.ctl("transfers", "--json").array().stream()
                .findFirst());
    }

    private static Map<String, Object> ended(Daemon daemon) {
        return Await.value("the end of the transfer", () -> daemon.ctl("transfers", "--json").array().stream()
                .filter(transfer -> List.of("done", "failed", "cancelled").contains(transfer.get("state")))
                .findFirst());
    }

    /** Waits until a command has written down its process id. */
    private ProcessHandle command() {
        Path pid = folder.resolve("pid");
        return Await.value(
                "the command to run",
                () -> Files.exists(pid)
                        ? ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        : Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void everyFileGoesToAProcessOfItsOwn(int protocol) throws Exception {
        Path file = Files.write(temp.resolve("file"), Data.random(1_000_003));
        Map<String, String> names = new HashMap<>(Map.of(
                "report.pdf", "report.pdf",
                "../../escape", "escape",
                "\u00e9t\u00e9 \u6d77.jpg", "\u00e9t\u00e9 \u6d77.jpg",
                "-rf \"$(touch x)`touch y`';touch z", "_-rf _$(touch x)`touch y`';touch z"));
        if (protocol == 2) {
            names.put("a\u001b[2Jb\u202egpj.exe", "a_[2Jbgpj.exe");
        }
        String command = "cat >\"DIR/$USI_FILE_NAME.part\" && printf %s \"$USI_FILE_SIZE\" >\"DIR/$USI_FILE_NAME.size\""
                + " && mv \"DIR/$USI_FILE_NAME.part\" \"DIR/$USI_FILE_NAME\"";
        try (Daemon daemon = start("always", command)) {
            if (protocol == 2) {
                try (Usi24 peer = usi24(daemon)) {
                    for (String name : names.keySet()) {
                        peer.tell("file", Map.of("path", file.toString(), "name", name));
                    }
                    allTaken(daemon, names.size());
                }
            } else {
                try (Daemon peer = sender("127.0.0.1:" + daemon.port())) {
                    for (String name : names.keySet()) {
                        peer.ctl("sendfile", "--name=" + name, file.toString());
                    }
                }
            }
            allTaken(daemon, names.size());
            for (String safe : names.values()) {
                assertEquals(-1, Files.mismatch(file, folder.resolve(safe)));
                assertEquals("1000003", Files.readString(folder.resolve(safe + ".size")));
            }
            assertEquals(
                    names.values().stream().sorted().toList(),
                    daemon.ctl("transfers", "--json").array().stream()
                            .map(transfer -> (String) transfer.get("stored_as"))
                            .sorted()
                            .toList());
            try (var all = Files.list(folder)) {
                assertEquals(2L * names.size(), all.count());
            }
            assertFalse(Files.exists(temp.resolve("escape")));
        }
    }

    private static void allTaken(Daemon daemon, int count) {
        Await.until(
                "all files to be taken",
                () -> daemon.ctl("transfers", "--json").array().stream()
                                .filter(transfer -> "done".equals(transfer.get("state")))
                                .count()
                        == count);
    }

    @Test
    void aNonZeroExitRefusesTheFile() throws Exception {
        Path file = Files.write(temp.resolve("file"), Data.random(1_000_003));
        try (Daemon daemon = start("ask", "head -c 10 >DIR/begin; exit 3");
                Usi24 peer = usi24(daemon)) {
            peer.sendFile(file);
            Result result = daemon.place.ctl("accept", (String) daemon.offer().get("id"));
            assertTrue(result.exit() != 0, result::toString);
            assertTrue(result.saysOneLine().err().contains("the command refused the file (exit code 3)"), result::err);
            assertEquals("failed", transfer(daemon).get("state"));
            assertEquals(10, Files.size(folder.resolve("begin")));
            peer.say("and on we talk");
            daemon.message("and on we talk");
            assertEquals("started", plugin(daemon).get("state"), "a refusal is no failure of the plugin");
        }
    }

    private static Map<String, Object> plugin(Daemon daemon) throws Exception {
        return daemon.ctl("plugins", "--json").array().stream()
                .filter(plugin -> "sink-command".equals(plugin.get("id")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void noByteOfAForgedFileReachesTheCommand() throws Exception {
        try (Daemon daemon = start("always", "touch DIR/started; cat >DIR/file");
                Usi24 peer = usi24(daemon)) {
            peer.tell("broken_file", Map.of("size", 1_000_000));
            assertEquals("failed", ended(daemon).get("state"));
            try (var all = Files.list(folder)) {
                assertEquals(List.of(), all.toList());
            }
        }
    }

    @Test
    void aCancelledFileKillsACommandThatIsStuck() throws Exception {
        Path file = Files.write(temp.resolve("file"), Data.random(3_000_000));
        String command =
                "if [ \"$USI_FILE_NAME\" = stuck ]; then echo $$ >DIR/new; mv DIR/new DIR/pid; sleep 600; touch"
                        + " DIR/ended; fi; cat >\"DIR/$USI_FILE_NAME\"";
        try (Daemon daemon = start("always", command);
                Daemon sender = sender("127.0.0.1:" + daemon.port());
                Child stuck = sender.place.startCtl("sendfile", "--name", "stuck", file.toString())) {
            ProcessHandle process = command();
            daemon.ctl("cancel", (String) transfer(daemon).get("id"));
            Await.until("the command to be dead", Duration.ofSeconds(10), () -> !process.isAlive());
            assertTrue(stuck.finish(Duration.ofSeconds(20)).exit() != 0);
            sender.ctl("sendfile", "--name", "next", file.toString());
            assertEquals(-1, Files.mismatch(file, folder.resolve("next")));
            assertFalse(Files.exists(folder.resolve("ended")));
            assertFalse(Files.exists(folder.resolve("stuck")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"daemon", "plugin"})
    void aStopLeavesNoCommandThatTakesAPartForTheWhole(String what) throws Exception {
        Path file = Files.write(temp.resolve("file"), Data.random(3_000_000));
        String command = "echo $$ >DIR/new; mv DIR/new DIR/pid; cat >DIR/part; touch DIR/ended";
        try (Daemon daemon = start("always", command);
                Proxy proxy = Proxy.slow(daemon.port(), 200_000);
                Daemon sender = sender(proxy.address());
                Child sending = sender.place.startCtl("sendfile", file.toString())) {
            ProcessHandle process = command();
            List<ProcessHandle> tree = process.descendants().collect(Collectors.toList());
            tree.add(process);
            assertTrue(sending.isAlive());
            if (what.equals("daemon")) {
                daemon.stop().exits(0);
            } else {
                daemon.ctl("plugins", "stop", "sink-command");
                assertEquals("failed", ended(daemon).get("state"));
                assertFalse(daemon.ctl("plugins").out().contains("threads"), "the JDK's threads are not the plugin's");
            }
            Await.until("all to be dead", () -> tree.stream().noneMatch(ProcessHandle::isAlive));
            assertFalse(Files.exists(folder.resolve("ended")));
        }
    }

    @Test
    void noSecretOfTheEnvironmentReachesTheCommand() throws Exception {
        Path file = Files.write(temp.resolve("file"), Data.random(100));
        try (Daemon daemon = start("always", "env >DIR/env; cat >/dev/null");
                Usi24 peer = usi24(daemon)) {
            peer.sendFile(file);
            assertEquals("done", ended(daemon).get("state"));
            String environment = Files.readString(folder.resolve("env"));
            assertTrue(environment.contains("PATH="), environment);
            assertFalse(environment.contains("5a5b5c5d5e5f"), environment);
            assertEquals(
                    List.of("USI_FILE_NAME=file", "USI_FILE_SIZE=100"),
                    environment
                            .lines()
                            .filter(line -> line.startsWith("USI_"))
                            .sorted()
                            .toList());
        }
    }
}
