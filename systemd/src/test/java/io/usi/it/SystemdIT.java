package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of the Debian package on a machine: installed, used by the service of the system and by that of a user, killed,
 * stopped, reloaded, upgraded, purged. One machine and one order, as in life. The service of the system listens; bob's, which
 * is the other peer, connects over IPv4, IPv6 and by a name.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
class SystemdIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path DEB = Place.DIST.resolveSibling("usi.deb");
    /** What nobody may find in the journal. */
    private static final String TEXT = "zebra crossing at noon";

    private static final String FILE = "ledger-of-quagga.bin";
    private static final String NAME = "okapi-bob";

    private static Machine machine;
    private static String key = "";

    @TempDir
    static Path shared;

    @BeforeAll
    static void boot() throws Exception {
        Files.copy(DEB.toRealPath(), shared.resolve("usi.deb"));
        machine = Machine.boot(shared);
    }

    @AfterAll
    static void turnOff() {
        if (machine != null) {
            machine.close();
        }
    }

    private static Result ok(String script) throws IOException, InterruptedException {
        return machine.sh(script).exits(0);
    }

    /** What the service manager knows of the service. */
    private static String property(String name) throws IOException, InterruptedException {
        return ok("systemctl show --value -p " + name + " usi-daemon.service")
                .out()
                .strip();
    }

    private static void active() {
        Await.until("the service to be active", SOON, () -> machine.run("systemctl", "is-active", "usi-daemon.service")
                .out()
                .equals("active\n"));
    }

    /** An open session with bob, of this daemon and not of one before it. */
    private static void bobIsThere() {
        Await.until("bob to be connected", SOON, () -> machine.sh("usi-ctl peers --json")
                .out()
                .contains("\"state\":\"open\""));
    }

    @Test
    @Order(1)
    void isInstalledAndStarted() throws Exception {
        ok("useradd -m alice; useradd -m bob; useradd -m mallory");
        ok("dpkg -i /mnt/usi.deb");
        active();
        assertEquals("Peers: 0 open, 0 waiting; transfers: 0", property("StatusText"));
        assertEquals(
                "enabled\nenabled\n",
                ok("systemctl is-enabled usi-daemon.service usi-daemon.socket").out());
        assertEquals(
                "usi:usi 600", ok("stat -c '%U:%G %a' /etc/usi/usi.toml").out().strip());
        assertEquals("2\n", ok("ls /var/cache/usi/*.jsa | wc -l").out(), "class data");
        ok("rm -r /var/cache/usi; dpkg-trigger --by-package=usi --no-await /usr/lib/jvm; dpkg --triggers-only usi");
        assertEquals("2\n", ok("ls /var/cache/usi/*.jsa | wc -l").out(), "class data, made again");
        assertEquals("usi", ok("stat -c %U /proc/" + property("MainPID")).out().strip());
        assertEquals(
                "root:usi 660",
                ok("stat -c '%U:%G %a' /run/usi/control.sock").out().strip());
    }

    @Test
    @Order(2)
    void unitsAreValidAndHardened() throws Exception {
        Result verified = ok("systemd-analyze verify --man=no usi-daemon.service usi-daemon.socket;"
                + " XDG_RUNTIME_DIR=/run systemd-analyze verify --man=no --user usi-daemon.service");
        assertEquals("", verified.out() + verified.err());
        String security = ok("systemd-analyze security --offline=true --no-pager"
                        + " $(systemctl show --value -p FragmentPath usi-daemon.service)")
                .out();
        Matcher exposure = Pattern.compile("exposure level for usi-daemon.service: ([0-9.]+)")
                .matcher(security);
        assertTrue(exposure.find(), security);
        assertTrue(Double.parseDouble(exposure.group(1)) <= 1.1, exposure.group(1));
    }

    @Test
    @Order(3)
    void membersOfTheGroupMayUseItAndNobodyElse() throws Exception {
        ok("usermod -aG usi alice");
        machine.as("alice", "usi-ctl status").exits(0);
        Result refused = machine.as("mallory", "usi-ctl status").exits(7).saysOneLine();
        assertTrue(refused.err().contains("usermod -aG usi mallory"), refused.err());
    }

    @Test
    @Order(4)
    void twoServicesExchangeAMessageAndAFile() throws Exception {
        key = "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef";
        ok("install -m 0600 /dev/null /etc/usi/usi.key; echo " + key + " >/etc/usi/usi.key;"
                + " systemd-creds encrypt --name=usi.key /etc/usi/usi.key /etc/usi/usi.key.encrypted");
        dropIn("[Service]", "LoadCredentialEncrypted=usi.key:/etc/usi/usi.key.encrypted", "RestartSec=1s");
        configure(
                "name = \"station\"",
                "listen = true",
                "key.credential = \"usi.key\"",
                "[files]",
                "accept = \"always\"",
                "directory = \"/var/lib/usi/received\"");
        ok("systemctl daemon-reload; systemctl restart usi-daemon");
        ok("install -d -o bob -g bob -m 0700 ~bob/.config ~bob/.config/usi;"
                + " install -o bob -g bob -m 0600 /etc/usi/usi.key ~bob/usi.key;"
                + " echo 127.0.0.1 station.example >>/etc/hosts; loginctl enable-linger bob");
        bobConnects("\"station.example\"");
        Await.until(
                "bob's service manager",
                SOON,
                () -> machine.as("bob", "systemctl --user is-active default.target")
                                .exit()
                        == 0);
        machine.as("bob", "systemctl --user enable --now usi-daemon").exits(0);
        bobIsThere();

        machine.as("bob", "usi-ctl send --authenticated --wait 20s --require-delivery '" + TEXT + "'")
                .exits(0);
        assertTrue(machine.as("alice", "usi-ctl recv").exits(0).out().contains(TEXT));
        machine.as("bob", "head -c 3000000 /dev/urandom >" + FILE + "; usi-ctl sendfile " + FILE)
                .exits(0);
        ok("cmp ~bob/" + FILE + " /var/lib/usi/received/" + FILE);
        ok("test $(stat -c %U /var/lib/usi/received/" + FILE + ") = usi");

        for (String address : List.of("\"127.0.0.1\"", "\"[::1]:12800\"")) {
            bobConnects(address);
            machine.as("bob", "systemctl --user restart usi-daemon").exits(0);
            machine.as("bob", "usi-ctl send --wait 20s --require-delivery '" + TEXT + "'")
                    .exits(0);
        }
    }

    @Test
    @Order(5)
    void connectsOutAndRunsEveryPlugin() throws Exception {
        assertFalse(ok("usi-ctl plugins").out().contains("failed"));
        bobListens();
        for (String address : List.of("127.0.0.1:12900", "[::1]:12900", "station.example:12900")) {
            ok("usi-ctl connect --wait 20s " + address);
            ok("usi-ctl send --to " + address + " --require-delivery '" + TEXT + "'");
            ok("usi-ctl disconnect " + address);
        }
        // A file for a program of this user's is held by the daemon meanwhile.
        ok("head -c 200000 /dev/urandom >/root/" + FILE + "; usi-ctl connect --wait 20s 127.0.0.1:12900");
        machine.as("bob", "rm -f received/" + FILE).exits(0);
        ok("usi-ctl sendfile --to 127.0.0.1:12900 - --name " + FILE + " </root/" + FILE);
        ok("cmp /root/" + FILE + " ~bob/received/" + FILE + "; usi-ctl disconnect 127.0.0.1:12900");
        bobConnects("\"127.0.0.1\"");
        machine.as("bob", "systemctl --user restart usi-daemon").exits(0);
        bobIsThere();
    }

    @Test
    @Order(6)
    void statusIsTold() {
        Await.until("the status", SOON, () -> property("StatusText").equals("Peers: 1 open, 0 waiting; transfers: 0"));
    }

    @Test
    @Order(7)
    void comesBackWhenItIsKilled() throws Exception {
        String before = property("MainPID");
        ok("kill -KILL " + before);
        Await.until("another process", SOON, () -> !List.of("0", before).contains(property("MainPID")));
        active();
        bobIsThere();
    }

    @Test
    @Order(8)
    void theWatchdogRestartsWhatHangs() throws Exception {
        String hasty = "/run/systemd/system/usi-daemon.service.d";
        ok("mkdir -p " + hasty + "; printf '[Service]\\nWatchdogSec=4s\\n' >" + hasty + "/hasty.conf;"
                + " systemctl daemon-reload; systemctl restart usi-daemon");
        bobIsThere();
        String before = property("MainPID");
        ok("kill -STOP " + before);
        Await.until("another process", SOON, () -> !List.of("0", before).contains(property("MainPID")));
        active();
        bobIsThere();
        assertTrue(ok("journalctl -u usi-daemon").out().contains("Watchdog timeout"));
        String healthy = property("MainPID");
        String fed = property("WatchdogTimestampMonotonic");
        Await.until("the watchdog to be fed", SOON, () -> !property("WatchdogTimestampMonotonic")
                .equals(fed));
        assertEquals(healthy, property("MainPID"));
        ok("rm -r " + hasty + "; systemctl daemon-reload; systemctl restart usi-daemon");
        bobIsThere();
    }

    @Test
    @Order(9)
    void whoConnectsStartsIt() throws Exception {
        ok("systemctl stop usi-daemon.service");
        assertEquals("inactive", property("ActiveState"));
        ok("usi-ctl status");
        active();
        bobIsThere();
    }

    @Test
    @Order(10)
    void aReloadKeepsSessions() throws Exception {
        String process = property("MainPID");
        String before = fingerprint();
        String config = ok("cat /etc/usi/usi.toml").out();
        ok("sed -i 's/accept = .*/accept = \"never\"/; s/name = .*/name = \"stop\"/' /etc/usi/usi.toml;"
                + " systemctl reload usi-daemon");
        active();
        Result refused = machine.as("bob", "usi-ctl sendfile " + FILE);
        assertTrue(refused.exit() != 0 && refused.err().contains("refused"), refused.toString());
        String journal = ok("journalctl -u usi-daemon").out();
        assertTrue(journal.contains("now in force: files.accept"), journal);
        assertTrue(journal.contains("needs a restart: name"), journal);

        ok("echo 'acept = 1' >>/etc/usi/usi.toml");
        assertNotEquals(0, machine.run("systemctl", "reload", "usi-daemon").exit());
        active();
        journal = ok("journalctl -u usi-daemon").out();
        assertTrue(journal.contains("accept"), journal);
        assertEquals(before, fingerprint());
        assertEquals(process, property("MainPID"));

        ok("cat >/etc/usi/usi.toml <<'E'\n" + config + "E\nsystemctl reload usi-daemon");
        machine.as("bob", "usi-ctl sendfile " + FILE).exits(0);
        assertEquals(before, fingerprint());
    }

    private static String fingerprint() throws IOException, InterruptedException {
        return ok("usi-ctl peers --json | grep -o '\"fingerprint\":\"[0-9a-f]*\"'")
                .out();
    }

    @Test
    @Order(11)
    void aCommandTakesFilesInTheService() throws Exception {
        String config = ok("cat /etc/usi/usi.toml").out();
        ok(
                "sed -i '/^directory/d' /etc/usi/usi.toml; echo 'command = \"gzip >/var/lib/usi/received.gz\"' >>/etc/usi/usi.toml;"
                        + " systemctl restart usi-daemon");
        bobIsThere();
        machine.as("bob", "usi-ctl sendfile " + FILE).exits(0);
        ok("gunzip </var/lib/usi/received.gz | cmp - ~bob/" + FILE);
        ok("cat >/etc/usi/usi.toml <<'E'\n" + config + "E\nsystemctl restart usi-daemon");
        bobIsThere();
    }

    @Test
    @Order(12)
    void aWrongConfigurationIsNotTriedForEver() throws Exception {
        ok("cp -p /etc/usi/usi.toml /etc/usi/usi.toml.right; echo 'acept = 1' >>/etc/usi/usi.toml");
        assertNotEquals(0, machine.run("systemctl", "restart", "usi-daemon").exit());
        machine.sh("usi-ctl status").exits(3).saysOneLine();
        Await.until("the socket to listen again", SOON, () -> ok("systemctl show -p SubState --value usi-daemon.socket")
                .out()
                .equals("listening\n"));
        assertEquals("failed", property("ActiveState"));
        Await.until("the reason in the journal", SOON, () -> ok("journalctl -b -u usi-daemon")
                .out()
                .contains("acept: there is no such key"));
        ok("mv /etc/usi/usi.toml.right /etc/usi/usi.toml; systemctl start usi-daemon");
        bobIsThere();
    }

    @Test
    @Order(20)
    void anUpgradeKeepsTheConfiguration() throws Exception {
        String before = ok("cat /etc/usi/usi.toml").out();
        String process = property("MainPID");
        ok("dpkg -i --force-confdef --force-confold /mnt/usi.deb");
        active();
        assertEquals(before, ok("cat /etc/usi/usi.toml").out());
        assertNotEquals(process, property("MainPID"));
        bobIsThere();
    }

    @Test
    @Order(21)
    void theJournalKeepsNothing() throws Exception {
        machine.as("bob", "systemctl --user stop usi-daemon").exits(0);
        String journal = ok("journalctl --no-pager -o verbose SYSLOG_IDENTIFIER=usi-daemon + UNIT=usi-daemon.service"
                        + " + USER_UNIT=usi-daemon.service")
                .out();
        assertTrue(journal.contains("ready; control socket at /run/usi/control.sock"), journal);
        for (String secret :
                List.of(TEXT, "zebra", FILE, "quagga", NAME, "okapi", "[::1]", key, key.substring(8, 24))) {
            assertFalse(journal.contains(secret), secret);
        }
        assertFalse(journal.contains("Exception"), journal);
    }

    @Test
    @Order(22)
    void aPurgeLeavesNothing() throws Exception {
        ok("rm -r /etc/systemd/system/usi-daemon.service.d /etc/usi/usi.key*; dpkg --purge usi");
        String left = ok("find / -xdev \\( -path /proc -o -path /sys -o -path /mnt -o -path /home \\) -prune -o"
                        + " \\( -name '*usi-*' -o -name usi -o -name 'usi.*' \\) -print")
                .out();
        assertEquals("", left);
        machine.sh("getent passwd usi || getent group usi").exits(2);
        Await.until("the units to be forgotten", SOON, () -> ok("systemctl list-units --all --plain --no-legend 'usi*'")
                .out()
                .isEmpty());
    }

    private static void dropIn(String... lines) throws IOException, InterruptedException {
        ok(
                "mkdir -p /etc/systemd/system/usi-daemon.service.d; cat >/etc/systemd/system/usi-daemon.service.d/test.conf <<'E'\n"
                        + String.join("\n", lines) + "\nE\n");
    }

    private static void configure(String... lines) throws IOException, InterruptedException {
        ok("cat >/etc/usi/usi.toml <<'E'\n" + String.join("\n", lines) + "\nE\n");
    }

    private static void bobConnects(String address) throws IOException, InterruptedException {
        bob("connect = [" + address + "]");
    }

    private static void bobListens() throws IOException, InterruptedException {
        bob("listen = true\nport = 12900\n[files]\naccept = \"always\"\ndirectory = \"/home/bob/received\"");
        machine.as("bob", "systemctl --user restart usi-daemon").exits(0);
    }

    private static void bob(String lines) throws IOException, InterruptedException {
        machine.as(
                        "bob",
                        "cat >.config/usi/usi.toml <<'E'\nname = \"" + NAME + "\"\nkey.file = \"/home/bob/usi.key\"\n"
                                + lines + "\nE\n")
                .exits(0);
    }
}
