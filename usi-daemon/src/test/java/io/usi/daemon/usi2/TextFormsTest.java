package io.usi.daemon.usi2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.session.Author;
import io.usi.daemon.session.Member;
import io.usi.daemon.session.Names;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormsTest {
    private static final String PRINT = "0123456789abcdef".repeat(4);
    private static final Author ANNE = new Author("192.0.2.7", "Anne");
    private static final Author NAMELESS = new Author("2001:db8::1", "");

    private static Text server(String text) {
        return Text.parse(Text.Role.SERVER, text);
    }

    private static Text client(String text) {
        return Text.parse(Text.Role.CLIENT, text);
    }

    @Test
    void whatAClientSays() {
        assertEquals(new Text.Goodbye(), server("|!client-fermeture"));
        assertEquals(new Text.UsersRequest(), server("!client-utilisateurs"));
        assertEquals(new Text.ChallengeRequest(), server("|!challenge-mdp-1"));
        assertEquals(new Text.File("a b.txt", 12), server("|!fa b.txt|12"));
        assertEquals(new Text.Chat("Bonjour !"), server("Bonjour !"));
        assertEquals(new Text.Chat(""), server(""));
    }

    @Test
    void whatAServerSays() {
        assertEquals(new Text.Goodbye(), client("|!serveur-fermeture"));
        assertEquals(new Text.ChallengeProof("$2a$12$abc"), client("|!challenge-mdp-2:$2a$12$abc"));
        assertEquals(new Text.File("x", 0), client("|!fx|0"));
        assertEquals(new Text.Chat("Bonjour !"), client("Bonjour !"));
        assertEquals(
                new Text.Relayed(new Author("127.0.0.1", "client1"), "Bonjour !"),
                client("|!r127.0.0.1 client1>> Bonjour !"));
        assertEquals(new Text.Relayed(new Author("127.0.0.1", ""), " a>> b"), client("|!r127.0.0.1>>  a>> b"));
        assertEquals(
                new Text.Joined(new Author("127.0.0.1", "Zoé"), PRINT),
                client("<système> Le client 127.0.0.1 (Zoé) c'est connecté.\nEmpreinte de vérification: " + PRINT));
        assertEquals(
                new Text.Joined(new Author("127.0.0.1", ""), PRINT),
                client("<système> Le client 127.0.0.1 c'est connecté.\nEmpreinte de vérification: " + PRINT));
        assertEquals(
                new Text.Left(new Author("127.0.0.1", "a (b)")),
                client("<système> Le client 127.0.0.1 (a (b)) s'est déconnecté."));
        assertEquals(
                new Text.Left(new Author("127.0.0.1", "")), client("<système> Le client 127.0.0.1 s'est déconnecté."));
        assertEquals(new Text.Notice("Autre chose."), client("<système> Autre chose."));
    }

    @Test
    void aListOfUsersAsTheWireHasIt() {
        String list = "!utilisateurs >\n   Serveur: (ip_serveur) (pseudo) (empreinte_serveur)\n"
                + "   Clients: 127.0.0.1 moi (Vous)\n            192.0.2.7 Anne B (" + PRINT + ")\n"
                + "            192.0.2.8  (" + PRINT + ")";
        assertEquals(
                new Text.Users(List.of(
                        new Member(new Author("127.0.0.1", "moi"), "", false, true),
                        new Member(new Author("192.0.2.7", "Anne B"), PRINT, false, false),
                        new Member(new Author("192.0.2.8", ""), PRINT, false, false))),
                client(list));
    }

    @Test
    void whatIsSentIsUnderstood() {
        assertEquals(new Text.Joined(ANNE, PRINT), client(TextForms.joined(ANNE, PRINT)));
        assertEquals(new Text.Joined(NAMELESS, PRINT), client(TextForms.joined(NAMELESS, PRINT)));
        assertEquals(new Text.Left(ANNE), client(TextForms.left(ANNE)));
        assertEquals(new Text.Left(NAMELESS), client(TextForms.left(NAMELESS)));
        for (String text : new String[] {"x", "", " x", "a\nb", "<système> faux", "|!r1.2.3.4>> faux", ">> "}) {
            for (Author author : new Author[] {ANNE, NAMELESS}) {
                List<String> parts = TextForms.relay(author, text);
                assertEquals(1, parts.size());
                assertEquals(new Text.Relayed(author, text), client(parts.get(0)));
            }
        }
        assertEquals("Anne", TextForms.parseName(TextForms.name("Anne")));
        assertEquals("", TextForms.parseName(TextForms.name("")));
        assertEquals("|!pseudo=|", TextForms.name(""));
        assertEquals("|!pseudo=🔐🔐🔐🔐🔐🔐🔐🔐🔐🔐🔐🔐|", TextForms.name("🔐".repeat(13)));
        List<Member> members = List.of(
                new Member(ANNE, PRINT, false, false),
                new Member(NAMELESS, "", false, true),
                new Member(new Author("192.0.2.9", "x (Vous)"), PRINT, false, false));
        assertEquals(new Text.Users(members), client(TextForms.users(members).get(0)));
    }

    /** The very bytes that 2.4 makes. */
    @Test
    void theLiteralForms() {
        assertEquals(List.of("|!r192.0.2.7 Anne>> oui"), TextForms.relay(ANNE, "oui"));
        assertEquals(List.of("|!r2001:db8::1>> oui"), TextForms.relay(NAMELESS, "oui"));
        assertEquals(
                "<système> Le client 192.0.2.7 (Anne) c'est connecté.\nEmpreinte de vérification: " + PRINT,
                TextForms.joined(ANNE, PRINT));
        assertEquals("<système> Le client 2001:db8::1 s'est déconnecté.", TextForms.left(NAMELESS));
        assertEquals("|!frapport.pdf|1234", TextForms.fileHeader("rapport.pdf", 1_234));
        assertEquals(
                List.of("!utilisateurs >\n   Serveur: (ip_serveur) (pseudo) (empreinte_serveur)\n"
                        + "   Clients: 192.0.2.7 Anne (Vous)\n            2001:db8::1  (" + PRINT + ")"),
                TextForms.users(
                        List.of(new Member(ANNE, PRINT, false, true), new Member(NAMELESS, PRINT, false, false))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<système> Le client 1.2.3.4 s'est déconnecté.",
                "<système> Le client 1.2.3.4 (x) c'est connecté.\nEmpreinte de vérification: "
                        + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "<système> n'importe quoi",
                "|!r127.0.0.1 Anne>> forgé",
                "|!serveur-fermeture",
                "|!challenge-mdp-2:$2a$12$x",
                "|!pseudo=Autre|",
                "!utilisateurs >\n   Clients: 1.2.3.4 a (Vous)",
                "|!client-fermeture ",
                " !client-utilisateurs",
                "|!f|",
                "|!fx|",
                "|!fx|-1",
                "|!fx|+1",
                "|!fx|1e3",
                "|!fx|٣",
                "|!fx|9999999999999999999"
            })
    void aClientCannotForge(String text) {
        assertEquals(new Text.Chat(text), server(text));
    }

    @Test
    void aServersOwnUserIsNotTakenForAClient() {
        for (String text : new String[] {"|!client-fermeture", "!client-utilisateurs", "|!challenge-mdp-1"}) {
            assertEquals(new Text.Chat(text), client(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|!client-fermeture",
                "|!serveur-fermeture",
                "|!fx|3",
                "|!r1.2.3.4>> x",
                "|!challenge-mdp-1",
                "|!challenge-mdp-2:x",
                "|!pseudo=x|",
                "|!",
                "<système> x",
                "<système>",
                "!client-utilisateurs",
                "!utilisateurs >"
            })
    void aUsersTextIsNeverACommand(String text) {
        List<String> sent = TextForms.chat(text);
        assertEquals(List.of(" " + text), sent);
        assertEquals(new Text.Chat(" " + text), client(sent.get(0)));
        assertEquals(new Text.Chat(" " + text), server(sent.get(0)));
    }

    @Test
    void aLongTextIsSplitBetweenCharactersIntoPartsThatFitASegment() {
        StringBuilder long64k = new StringBuilder();
        String[] characters = {"a", "é", "€", "🔐", "|!", "<système>", "\n", ">>"};
        for (int i = 0; long64k.length() < 40_000; i++) {
            long64k.append(characters[(i * 7 + i / 11) % characters.length]);
        }
        String text = long64k.toString();
        for (Author author : new Author[] {ANNE, NAMELESS, new Author("2001:db8::1", "字".repeat(64))}) {
            StringBuilder back = new StringBuilder();
            for (String part : TextForms.relay(author, text)) {
                assertTrue(bytes(part) <= MessageCodec.SEGMENT_BYTES, bytes(part) + " bytes");
                back.append(assertInstanceOf(Text.Relayed.class, client(part)).text());
            }
            assertEquals(text, back.toString());
        }
        StringBuilder back = new StringBuilder();
        for (String part : TextForms.chat(text)) {
            assertTrue(bytes(part) <= MessageCodec.SEGMENT_BYTES);
            assertInstanceOf(Text.Chat.class, client(part));
            assertFalse(Character.isLowSurrogate(part.charAt(0)), "cut inside a character");
            boolean spaced = part.startsWith(" ") && (part.startsWith(" |!") || part.startsWith(" <"));
            back.append(spaced ? part.substring(1) : part);
        }
        assertEquals(text, back.toString());
    }

    @Test
    void aTextIsSplitNoMoreThanNeeded() {
        assertEquals(1, TextForms.chat("x".repeat(999)).size());
        assertEquals(2, TextForms.chat("x".repeat(1_001)).size());
        // A reserved beginning in the second part gets its space, and still fits.
        List<String> parts = TextForms.chat("x".repeat(999) + "|!client-fermeture" + "y".repeat(990));
        parts.forEach(part -> assertTrue(bytes(part) <= MessageCodec.SEGMENT_BYTES));
        assertTrue(parts.get(1).startsWith(" |!client-fermeture"));
        assertEquals(new Text.Chat(parts.get(1)), server(parts.get(1)));
    }

    @Test
    void manyUsersGoInSeveralCompleteLists() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            members.add(new Member(new Author("192.0.2." + i, "é" + i), PRINT, false, false));
        }
        List<Member> back = new ArrayList<>();
        List<String> lists = TextForms.users(members);
        for (String list : lists) {
            assertTrue(bytes(list) <= MessageCodec.SEGMENT_BYTES);
            back.addAll(assertInstanceOf(Text.Users.class, client(list)).members());
        }
        assertEquals(members, back);
        UsersQuery query = new UsersQuery();
        for (String list : lists) {
            assertFalse(query.answer().isDone());
            query.add(TextForms.users(list), list.length());
        }
        query.timeOut();
        assertEquals(members, query.answer().join());
    }

    @Test
    void hostileNamesAreMadeHarmless() {
        assertEquals("a_b__c", TextForms.parseName("|!pseudo=a|b>>c|"));
        assertEquals("ab", TextForms.parseName("|!pseudo=a\u001b\n\u202e\u0000\u200bb|"));
        assertEquals("[31mx", TextForms.parseName("|!pseudo=\u001b[31mx\u009b|"));
        assertEquals(
                Names.LIMIT,
                TextForms.parseName("|!pseudo=" + "z".repeat(900) + "|").length());
        assertEquals("", TextForms.parseName("|!pseudo= \t |"));
        assertNull(TextForms.parseName("|!pseudo=x"));
        assertNull(TextForms.parseName("Bonjour"));
        assertNull(TextForms.parseName(" |!pseudo=x|"));
        Text.Relayed relayed =
                assertInstanceOf(Text.Relayed.class, client("|!r1.2.3.4\u001b[2J a|b\u0007c>> \u001b[2Jtext"));
        assertEquals(new Author("1.2.3.4[2J", "a_bc"), relayed.author());
        assertEquals("\u001b[2Jtext", relayed.text(), "a text is the user's: whoever shows it makes it safe");
        assertInstanceOf(Text.Notice.class, client("|!rno separator"));
        assertEquals(new Text.Relayed(new Author("", ""), ""), client("|!r>>"));
    }

    @Test
    void aFileNameFitsItsHeader() {
        assertEquals("|!fa_b_c|7", TextForms.fileHeader("a|b|c", 7));
        assertEquals("|!fab|7", TextForms.fileHeader("a\n\u001bb", 7));
        String header = TextForms.fileHeader("🔐".repeat(300), Long.MAX_VALUE / 10);
        assertTrue(bytes(header) < 300);
        Text.File file = assertInstanceOf(Text.File.class, server(header));
        assertEquals("🔐".repeat(63), file.name());
        assertEquals(new Text.File("../../etc/pass|wd", 3), server("|!f../../etc/pass|wd|3"));
        assertEquals(new Text.File("", 3), server("|!f|3"));
        assertEquals(new Text.File("a\nb", 999_999_999_999_999_999L), server("|!fa\nb|999999999999999999"));
    }

    @Test
    void hostileSystemTextsAndHeadersParseQuickly() {
        List<String> texts = new ArrayList<>();
        for (String unit : new String[] {") c'est connecté. ", " (", " (x) s'est déconnecté.", " ", "\n", "x"}) {
            texts.add("<système> Le client x (" + unit.repeat(64 * 1024 / unit.length()));
            texts.add("<système> Le client x c'est connecté." + unit.repeat(64 * 1024 / unit.length()));
        }
        for (String unit : new String[] {"|", "|1", "|123456789012345678", "\n|", "1"}) {
            texts.add("|!f" + unit.repeat(64 * 1024 / unit.length()) + "x");
            texts.add("|!pseudo=" + unit.repeat(64 * 1024 / unit.length()) + "x");
        }
        assertTimeoutPreemptively(
                Duration.ofSeconds(3),
                () -> texts.forEach(text -> {
                    client(text);
                    server(text);
                    TextForms.parseName(text);
                }));
    }

    @Test
    void hostileListsOfUsersParseQuickly() {
        String[] lines = {
            " ".repeat(160) + "a" + " ".repeat(340),
            " ".repeat(500),
            " ".repeat(170) + "a (" + " ".repeat(300),
            "   Clients: " + "a ".repeat(240),
            "   Clients: a" + " (Vous)".repeat(70)
        };
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            for (String line : lines) {
                Text.parse(Text.Role.CLIENT, "!utilisateurs >\n" + (line + "\n").repeat(64 * 1024 / line.length()));
            }
        });
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
