package io.usi.it;

import static io.usi.it.French.assertAscii;
import static io.usi.it.French.assertFrench;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon's words for a French user, whether the machine has that locale or not, and for the C locale. */
class DaemonFrenchIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    private Place french() throws Exception {
        return new Place(temp, "french").with("LANG", "fr_FR.UTF-8");
    }

    private Place c() throws Exception {
        return new Place(temp, "c").with("LANG", "C");
    }

    private static Result end(Place place, int exit, String... arguments) throws Exception {
        try (Child child = place.launch(arguments)) {
            return child.finish(LIMIT).exits(exit);
        }
    }

    @Test
    void theHelp() throws Exception {
        String help = end(french(), 0, "--help").out();
        assertTrue(help.startsWith("Utilisation : usi-daemon [OPTIONS]"), help);
        for (String part : List.of("[=ADRESSE]", "--config=FICHIER", "--cle=CLÉ|@FICHIER|-", "Exemple :", "démon")) {
            assertTrue(help.contains(part), help);
        }
        assertFrench(help);
        String english = end(c(), 0, "--help").out();
        assertTrue(english.startsWith("Usage: usi-daemon [OPTIONS]"), english);
        assertAscii(english);
    }

    @Test
    void whatIsWrongWithACommandLine() throws Exception {
        Place place = french();
        assertEquals(
                "usi-daemon: il n’y a pas d’option --liste ; la plus proche est --listen ; voyez « usi-daemon --help »\n",
                end(place, 2, "--liste").err());
        assertEquals(
                "usi-daemon: --port : un nombre entier de 0 à 65535 est attendu ; voyez « usi-daemon --help »\n",
                end(place, 2, "--port", "x").err());
        Place c = c();
        for (String[] wrong : List.<String[]>of(
                new String[] {"--liste"},
                new String[] {"--port", "x"},
                new String[] {"word"},
                new String[] {"--name"},
                new String[] {"--cle", "secret"},
                new String[] {"--clesecret"},
                new String[] {"--files-directory", "/dev/null"},
                new String[] {"--protocol", "4"},
                new String[] {"--connect", "a b"})) {
            try (Child child = place.launch(wrong)) {
                String said = child.finish(LIMIT).err();
                assertTrue(said.startsWith("usi-daemon: "), said);
                assertFrench(said);
            }
            try (Child child = c.launch(wrong)) {
                assertAscii(child.finish(LIMIT).err());
            }
        }
    }

    @Test
    void whatIsWrongWithAConfiguration() throws Exception {
        Place place = french();
        Place c = c();
        for (String wrong : List.of(
                "names = 'x'",
                "port = 'x'",
                "port = ",
                "a = 1\na = 2",
                "protocol = '5'",
                "connect = ['host:99999']",
                "files.accept = 'perhaps'",
                "spool.limit = '1'",
                "messages.expire = '1y'")) {
            Path toml = Files.writeString(temp.resolve("usi.toml"), wrong);
            String said =
                    end(place, 6, "--config", toml.toString()).saysOneLine().err();
            assertTrue(said.startsWith("usi-daemon: " + toml + ":"), said);
            assertFrench(said.replace("names", "").replace("name\n", ""));
            assertAscii(end(c, 6, "--config", toml.toString()).saysOneLine().err());
        }
        String gone = temp.resolve("none").toString();
        assertEquals(
                "usi-daemon: impossible de lire le fichier de configuration " + gone + " : ce fichier n’existe pas\n",
                end(place, 6, "--config", gone).err());
    }

    @Test
    void whatKeepsItFromListening() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            String said = end(french(), 3, "-s", "127.0.0.1", "-p", port).err();
            assertEquals(
                    "usi-daemon: impossible d’écouter sur 127.0.0.1:" + port
                            + " : le port est pris, ou l’adresse n’est pas"
                            + " de cette machine ; choisissez-en un autre avec --port\n",
                    said);
            assertAscii(end(c(), 3, "-s", "127.0.0.1", "-p", port).err());
        }
    }

    @Test
    void howItStarts() throws Exception {
        Place place = french().with("LC_MESSAGES", "fr_CA");
        try (Daemon daemon = place.start("-s", "127.0.0.1", "-p", "0")) {
            Await.until("it to say that it is ready", () -> daemon.log().contains("prêt ; socket de contrôle : "));
            assertTrue(daemon.log().contains("usi-daemon: écoute sur 127.0.0.1:"), daemon::log);
            // Programs read this.
            try (Control control = new Control(daemon)) {
                Exception refused =
                        assertThrows(Exception.class, () -> control.call("session.close", Map.of("peer", "nobody")));
                assertTrue(String.valueOf(refused.getMessage()).contains("no peer has that id"), refused::toString);
            }
            String another = end(place, 7).saysOneLine().err();
            assertTrue(another.contains("un autre démon sert "), another);
            assertFrench(another);
        }
    }

    @Test
    void whatItAsksOnATerminal() throws Exception {
        Place place = french();
        try (Tmux screen = new Tmux(place, 100, 24)) {
            screen.enters(Place.DIST.resolve("bin/usi-daemon") + " --passphrase -s 127.0.0.1 -p 0");
            screen.shows("Phrase de passe de la clé prédéfinie :");
            screen.enters("court");
            screen.shows("la phrase de passe est trop courte : donnez au moins");
            screen.enters("correct cheval pile agrafe encore demain");
            screen.shows("usi-daemon: prêt ; socket de contrôle : ");
            screen.presses("C-c").shows("shell:");
        }
    }

    @Test
    void withoutAJava() throws Exception {
        Place place = french().with("JAVA_HOME", "/nonexistent");
        String said = end(place, 127).saysOneLine().err();
        assertEquals(
                "usi-daemon: JAVA_HOME vaut /nonexistent, mais il n’y a pas de bin/java dedans : corrigez-le ou effacez-le.\n",
                said);
        assertAscii(end(c().with("JAVA_HOME", "/nonexistent"), 127).err());
    }

    /** A service manager gives the machine's language to its services; its journal is a log. */
    @Test
    void asAServiceItSpeaksEnglish() throws Exception {
        Place service = french().with("NOTIFY_SOCKET", temp.resolve("notify").toString());
        assertTrue(end(service, 2, "--liste").err().startsWith("usi-daemon: there is no option --liste"));
    }

    @Test
    void theManual() throws Exception {
        Path page = Place.DIST.resolve("share/man/fr/man8/usi-daemon.8.gz");
        String text;
        try (var in = new GZIPInputStream(Files.newInputStream(page))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String options = text.substring(text.indexOf("OPTIONS"), text.indexOf("ENVIRONNEMENT"))
                .replace("\\-", "-")
                .replace("\\(aq", "'")
                .replaceAll("(?m)^\\.[A-Z]+|\\\\f[A-Z]|\\\\&", " ");
        assertFrench(options);
    }
}
