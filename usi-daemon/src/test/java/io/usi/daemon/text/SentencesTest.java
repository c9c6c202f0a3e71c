package io.usi.daemon.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.cli.ExitCode;
import io.usi.daemon.config.ConfigFile;
import io.usi.daemon.config.KeyText;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.text.SourceSentences.Found;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {
    private static final Path RESOURCES = Path.of("src/main/resources/io/usi/daemon/text");
    private static final Pattern PLACE = Pattern.compile("\\{[0-9]}");

    /** What is not told to people in a sentence: by the call that takes it, or the method or class that it stands in. */
    private static final Pattern TO_NOBODY = Pattern.compile(String.join(
            "|",
            "LOG\\.(debug|trace)",
            "toString\\(\\)",
            // Defects, which are logged by their type.
            "new (IllegalState|IllegalArgument)Exception",
            "new (Linkage|UnsatisfiedLink)Error",
            "Problems trace(\\(\\)|\\.append)",
            // They have the French beside the English.
            "new (KeyText|Setting|Option)",
            "\\w+Notifier flag",
            "Words say|Wording .*",
            // The OpenRPC document, for programs.
            "new Method|Param\\..*|MethodTable info\\.put",
            // A service manager.
            "Daemon summary\\(\\)|Main new Supervision\\.Watched|(NotifySocket|ServiceManager) .*",
            // What goes to peers, keys and other programs.
            "TextForms .*|Forms .*|SpokenForm digest\\(\\)|(KeySchedule\\.|\\w+ )?(label|proof\\(\\)|KeySchedule)",
            "KeyExchange Marks\\.ascii|PassphraseKey PassphraseKey|PowerShell PowerShell|.*Pattern\\.compile",
            // Of usi-ctl: what stands before a sentence, examples, a script, and a column's labels, which are
            // translated as such.
            "(Main|Interrupt|Invocation) (streams|System)\\.\\w+(\\(\\))?\\.(line|println)|CommandSpec\\.create.*|Unexpected where\\(\\)",
            ".*\\.example|LocalDaemon LocalDaemon|StatusCommand line|Walk TEXTS\\.get|Output write\\(\\)",
            "Json new JsonParseException",
            // Names.
            "KeySource setting\\(\\)|Launcher new Launch\\.Print|Announcer err\\.println"));

    /** Pieces of sentences that are whole below. */
    private static final Pattern PIECES = Pattern.compile(String.join(
            "|",
            "Standing .*",
            "Room opened\\(\\)",
            "Recipients heldBack\\(\\)",
            "Daemon places\\.add",
            "ConfigFile String\\.valueOf.*"));

    private static final Sentences FRENCH = Sentences.in(Language.FRENCH);

    @Test
    void bothFilesHaveTheSameSentencesAndPlaces() throws IOException {
        Map<String, String> english = read("sentences.properties");
        Map<String, String> french = read("sentences_fr.properties");
        assertEquals(english.keySet(), french.keySet());
        english.forEach((key, sentence) -> {
            assertEquals(key, sentence);
            assertTrue(key.chars().allMatch(each -> each >= ' ' && each < 0x7f), key);
            assertFalse(french.get(key).isBlank(), key);
            assertEquals(places(key), places(french.get(key)), key);
        });
    }

    @Test
    void everySentenceOfTheSourcesIsKnown() throws IOException {
        Set<String> known = read("sentences.properties").keySet();
        List<Found> all = SourceSentences.below(sources());
        assertTrue(all.size() > 700, "only " + all.size() + " sentences were found");
        List<Found> missing = all.stream()
                .filter(found -> !isIn(TO_NOBODY, found) && !isIn(PIECES, found))
                .filter(found -> !known.contains(found.pattern()))
                .toList();
        assertEquals(List.of(), missing, "write these into sentences.properties and sentences_fr.properties");
    }

    private static boolean isIn(Pattern list, Found found) {
        // A host is told what is wrong with its address in such a message.
        boolean told = (found.type().equals("Target") && found.call().equals("new IllegalArgumentException"))
                || found.type().equals("Syntax");
        return !told
                && (list.matcher(found.call()).matches()
                        || list.matcher(found.type() + " " + found.call()).matches());
    }

    @Test
    void everySentenceIsAnotherOneInFrench() throws IOException {
        Set<String> same = Set.of("{0}, {1}", "plugin");
        for (String pattern : read("sentences.properties").keySet()) {
            if (!same.contains(pattern)) {
                String sentence = PLACE.matcher(pattern).replaceAll("permission denied");
                assertNotEquals(sentence, FRENCH.translated(sentence));
                assertFalse(FRENCH.translated(sentence).contains("denied"), pattern);
            }
        }
    }

    @Test
    void noSentenceOfAPackageIsLeftOverFromBefore() throws IOException {
        Set<String> found = SourceSentences.below(sources()).stream()
                .map(Found::pattern)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> lines = Files.readAllLines(RESOURCES.resolve("sentences.properties"));
        List<String> left = lines.subList(lines.indexOf("# io.usi.plugin"), lines.size()).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.replaceAll("\\\\([ :=])", "$1"))
                .filter(line -> found.stream().noneMatch(each -> line.equals(each + "=" + each)))
                .toList();
        assertEquals(List.of(), left);
    }

    @Test
    void allWordsOfErrorsAreKnown() throws IOException {
        Set<String> known = read("sentences.properties").keySet();
        for (ErrorCode code : ErrorCode.values()) {
            assertTrue(known.contains(code.reason()), code.reason());
        }
        for (EndReason reason : EndReason.values()) {
            assertTrue(known.contains(reason.name().toLowerCase(Locale.ROOT)), reason.name());
        }
        for (ExitCode code : ExitCode.values()) {
            assertTrue(known.contains(code.meaning()), code.meaning());
        }
        for (KeyText key : KeyText.ALL) {
            boolean same = key.form().matches("PORT|\"SECRET\"|[^A-Z]*|.*SHA-256.*");
            assertTrue(same || known.contains(key.form()), key.form());
        }
    }

    /** Those whose parts come from several places. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --port: expected a whole number from 0 to 65535; see usi-daemon --help | --port : un nombre entier de 0 à 65535 est attendu ; voyez « usi-daemon --help »
            --connect: expected a host: a name, an IPv4 address or an IPv6 address; see usi-daemon --help | --connect : un hôte est attendu : un nom, une adresse IPv4 ou une adresse IPv6 ; voyez « usi-daemon --help »
            there is no option --a; the nearest is --b; see usi-daemon --help (unusable plugins: x, y) | il n’y a pas d’option --a ; la plus proche est --b ; voyez « usi-daemon --help » (plugins inutilisables : x, y)
            /e/u.toml:3:1: nam: there is no such key; the nearest is name | /e/u.toml:3:1 : nam : cette clé n’existe pas ; la plus proche est name
            cannot read the configuration file /e/u.toml: permission denied | impossible de lire le fichier de configuration /e/u.toml : permission refusée
            --key-file (key.file): its group can get at the file: chmod 600 /k: 1 | --key-file (key.file) : son groupe peut atteindre le fichier : chmod 600 /k: 1
            --key-file (key.file): everybody can get at the file: chmod 600 /k | --key-file (key.file) : tout le monde peut atteindre le fichier : chmod 600 /k
            --key-file (key.file): the file belongs to another user: make it the daemon's with chown, and chmod 600 /k | --key-file (key.file) : le fichier appartient à un autre utilisateur : donnez-le au démon avec chown, et chmod 600 /k
            the file's folder belongs to another user: put the file into one of your own, not /k | le dossier du fichier appartient à un autre utilisateur : mettez le fichier dans un des vôtres, pas /k
            others can put another file in this one's place: chmod go-w /k | d’autres peuvent mettre un autre fichier à la place de celui-ci : chmod go-w /k
            policy.files holds it back from p1 and from 2 more, as nobody has verified who that is: compare with 'usi-ctl verify p1'; nothing was sent to anybody | policy.files ne laisse rien partir vers p1 et de 2 autres, car personne n’a vérifié qui c’est : comparez avec « usi-ctl verify p1 » ; rien n’a été envoyé à personne
            plugin x cannot be started: its jar cannot be read: permission denied; mend it, then restart the daemon | le plugin x ne peut pas être lancé : son jar ne peut pas être lu : permission refusée ; réparez-le, puis relancez le démon
            the constructor of Bell threw java.lang.Error | le constructeur de Bell a levé java.lang.Error
            it did not return within 10 s of an interrupt | il n’est pas revenu dans le délai de 10 s après une interruption
            read() did not return within 10 s of the end of its connection | read() n’est pas revenu dans le délai de 10 s après la fin de sa connexion
            the file could not be stored: No space left on device | le fichier n’a pas pu être rangé : plus de place sur le disque
            the peer sent a frame that USI/3 does not allow: an X25519 key has not 32 bytes | le pair a envoyé une trame qu’USI/3 ne permet pas : une clé X25519 n’a pas 32 octets
            the peer sent data for which it has no credit | le pair a envoyé des données pour lesquelles il n’a pas de crédit
            this peer speaks USI 2, which has no list of users | ce pair parle USI 2, qui n’a pas de liste d’utilisateurs
            unknown parameter; peers.list knows none | paramètre inconnu ; peers.list n’en connaît aucun
            listening on 127.0.0.1:12801 (lite, NOT ENCRYPTED) | écoute sur 127.0.0.1:12801 (lite, NON CHIFFRÉ)
            Session with p1 opened (USI 2, NOT ENCRYPTED) | Session avec p1 ouverte (USI 2, NON CHIFFRÉ)
            Session with p1 ended: the peer left | Session avec p1 terminée : le pair est parti
            p1 is not connected: nobody answers there; trying again in 1 s | p1 n’est pas connecté : personne n’y répond ; nouvel essai dans 1 s
            The configuration was read again; now in force: nothing new | La configuration a été relue ; désormais en vigueur : rien de nouveau
            x.key: /k is no secret: its group can read it; chmod 600 /k | x.key : /k n’est pas secret : son groupe peut le lire ; chmod 600 /k
            Passphrase for the preset key: | Phrase de passe de la clé prédéfinie :
            """)
    void isFoundInParts(String english, String french) {
        assertEquals(french, FRENCH.translated(english));
    }

    /** What the parser says is its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = ",
                "a = 1\na = 2",
                "= 3",
                "[x",
                "a = \"abc",
                "x = 99999999999999999999",
                "[a]\n[a]",
                "a = [1,",
                "a = tru",
                "a.b = 1\na = 2",
                "a = \"\\q\"",
                "a = 2020-13-01",
                "a = 1 b = 2",
                "a = {x = 1,",
                "\u0001",
                "a = 0x",
                "a = []\n[[a]]",
                "a = 25:00:00",
                "a = 1979-05-27T07:32:00+19:00"
            })
    void knowsWhatIsWrongWithAFile(String toml, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("usi.toml"), toml);
        String english = "";
        try {
            ConfigFile.read(file);
        } catch (UsiException e) {
            english = e.getMessage();
        }
        String french = FRENCH.translated(english).substring(file.toString().length());
        assertTrue(french.contains("TOML valide"), french);
        assertFalse(
                french.matches("(?i)(?s).*\\b(or|an|the|expected|invalid|line|defined|at|previously)\\b.*"), french);
    }

    @Test
    void whatIsNotKnownStaysAsItIs() {
        for (String words : List.of(
                "",
                ":",
                "a plugin's own words: as they are",
                "one, two or three",
                "usage: of something",
                "key state")) {
            assertSame(words, FRENCH.translated(words));
        }
        assertEquals("il manque le paramètre state", FRENCH.translated("missing parameter state"));
        assertSame("usage", Sentences.in(Language.ENGLISH).translated("usage"));
    }

    @Test
    void placesMayHoldAnything() {
        assertEquals("écoute sur $1 \\ {0} {1}: x", FRENCH.translated("listening on $1 \\ {0} {1}: x"));
    }

    @Test
    void aHostileTextCostsLittle() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (String part :
                    List.of("a: ", "a, ", "a or ", "expected ", "plugin a: ", "permission denied: ", ":", "{0}")) {
                for (int length : List.of(1_900, 100_000)) {
                    String text = part.repeat(length / part.length());
                    assertTrue(FRENCH.translated(text).length() >= text.length() / 2);
                }
            }
        });
    }

    private static List<Path> sources() throws IOException {
        List<Path> folders = new ArrayList<>(List.of(
                Path.of("src/main/java"),
                Path.of("../usi-plugin-api/src/main/java"),
                Path.of("../usi-ctl/src/main/java")));
        try (Stream<Path> plugins = Files.list(Path.of("../plugins"))) {
            plugins.map(plugin -> plugin.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .forEach(folders::add);
        }
        return folders;
    }

    private static Map<String, String> read(String name) throws IOException {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(RESOURCES.resolve(name))) {
            read.load(reader);
        }
        Map<String, String> sentences = new TreeMap<>();
        read.forEach((key, text) -> sentences.put(key.toString(), text.toString()));
        return sentences;
    }

    private static Set<String> places(String sentence) {
        return PLACE.matcher(sentence).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
