package io.usi.daemon.usi2;

import io.usi.daemon.session.Author;
import io.usi.daemon.session.Member;
import io.usi.daemon.session.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The literal forms of USI 2.4's texts, both ways. */
final class TextForms {
    static final String RELAYED = "|!r";
    static final String SYSTEM = "<système> ";
    static final String USERS = "!utilisateurs >";

    /** The longest name that 2.4 uses, in characters. */
    private static final int NAME_LIMIT = 12;
    /** The longest file name sent, in bytes of UTF-8, so that the header fits one segment with room to spare. */
    private static final int FILE_NAME_BYTES = 255;

    /** A longer line in a list of users is none; bounds the matcher's work on a hostile one. */
    private static final int LINE_LIMIT = 512;

    private static final String[] RESERVED = {"|!", "<système>", "!client-utilisateurs", "!utilisateurs"};
    private static final Pattern NAME = Pattern.compile("\\|!pseudo=(.*)\\|", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("\\|!f(.{0,4096})\\|([0-9]{1,18})", Pattern.DOTALL);
    private static final Pattern JOINED = Pattern.compile(
            "<système> Le client (\\S{1,64})(?: \\((.*)\\))? c'est connecté\\.\\s+Empreinte de vérification: ([0-9a-f]{64})\\s*");
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern LEFT =
            Pattern.compile("<système> Le client (\\S{1,64})(?: \\((.*)\\))? s'est déconnecté\\.\\s*");

    private TextForms() {}

    static String name(String name) {
        return "|!pseudo=" + Names.cut(name, NAME_LIMIT) + "|";
    }

    /** The name in a first message, made safe, or null where it is not one. */
    static String parseName(String text) {
        Matcher matcher = NAME.matcher(text);
        return matcher.matches() ? Names.clean(matcher.group(1)) : null;
    }

    static String fileHeader(String name, long size) {
        String safe = Names.oneLine(name, Integer.MAX_VALUE).replace('|', '_');
        return "|!f" + cutBytes(safe, FILE_NAME_BYTES) + "|" + size;
    }

    static Text.File file(String text) {
        Matcher matcher = FILE.matcher(text);
        return matcher.matches() ? new Text.File(matcher.group(1), Long.parseLong(matcher.group(2))) : null;
    }

    static Text relayed(String text) {
        int separator = text.indexOf(">>");
        if (separator < 0) {
            return new Text.Notice(text);
        }
        String head = text.substring(RELAYED.length(), separator);
        int space = head.indexOf(' ');
        String address = space < 0 ? head : head.substring(0, space);
        String name = space < 0 ? "" : head.substring(space + 1);
        String said = text.substring(separator + 2);
        return new Text.Relayed(author(address, name), said.startsWith(" ") ? said.substring(1) : said);
    }

    static Text system(String text) {
        Matcher joined = JOINED.matcher(text);
        if (joined.matches()) {
            return new Text.Joined(author(joined.group(1), joined.group(2)), joined.group(3));
        }
        Matcher left = LEFT.matcher(text);
        if (left.matches()) {
            return new Text.Left(author(left.group(1), left.group(2)));
        }
        return new Text.Notice(text.substring(SYSTEM.length()));
    }

    /** The clients in the server's list; the server's own line says nothing that the client does not know. */
    static List<Member> users(String text) {
        List<Member> members = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            Member member = line.length() > LINE_LIMIT || line.contains("(ip_serveur)") ? null : member(line);
            if (member != null) {
                members.add(member);
            }
        }
        return members;
    }

    /** {@code ADDRESS NAME (Vous)} or {@code ADDRESS NAME (FINGERPRINT)}; null for any other line. */
    private static Member member(String line) {
        String entry = line.strip();
        if (entry.startsWith("Clients:")) {
            entry = entry.substring("Clients:".length()).strip();
        }
        int space = entry.indexOf(' ');
        int mark = entry.lastIndexOf('(');
        if (space < 0 || mark <= space || !entry.endsWith(")")) {
            return null;
        }
        String marked = entry.substring(mark + 1, entry.length() - 1);
        boolean you = marked.equals("Vous");
        if (!you && !FINGERPRINT.matcher(marked).matches()) {
            return null;
        }
        Author author = author(entry.substring(0, space), entry.substring(space, mark));
        return new Member(author, you ? "" : marked, false, you);
    }

    private static Author author(String address, String name) {
        return new Author(Names.oneLine(address, Names.LIMIT), name == null ? "" : Names.clean(name));
    }

    static String joined(Author author, String fingerprint) {
        return who(author) + " c'est connecté.\nEmpreinte de vérification: " + fingerprint;
    }

    static String left(Author author) {
        return who(author) + " s'est déconnecté.";
    }

    private static String who(Author author) {
        return SYSTEM + "Le client " + author.address() + (author.name().isEmpty() ? "" : " (" + author.name() + ")");
    }

    /** The list of users, as several complete lists where it would not fit one segment. */
    static List<String> users(List<Member> members) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Member member : members) {
            String line = member.author().address() + " " + member.author().name() + " ("
                    + (member.you() ? "Vous" : member.fingerprint()) + ")";
            if (text.length() > 0 && bytes(text) + bytes(line) + 13 > MessageCodec.SEGMENT_BYTES) {
                texts.add(text.toString());
                text.setLength(0);
            }
            if (text.length() == 0) {
                text.append(USERS).append("\n   Serveur: (ip_serveur) (pseudo) (empreinte_serveur)\n   Clients: ");
            } else {
                text.append("\n            ");
            }
            text.append(line);
        }
        texts.add(text.toString());
        return texts;
    }

    /** A chat message as one or more texts that each fit one segment and that no peer takes for anything else. */
    static List<String> chat(String text) {
        return split("", text);
    }

    /** What another client said, as a server relays it. */
    static List<String> relay(Author author, String text) {
        String name = author.name().isEmpty() ? "" : " " + author.name();
        return split(RELAYED + author.address() + name + ">> ", text);
    }

    private static List<String> split(String prefix, String text) {
        List<String> parts = new ArrayList<>();
        int budget = MessageCodec.SEGMENT_BYTES - bytes(prefix);
        int from = 0;
        do {
            String rest = text.substring(from);
            String part = cutBytes(rest, budget - 1);
            // USI 2 has no way to say a text that begins like one of its own: a space in front keeps it what it is.
            parts.add(prefix.isEmpty() && isReserved(part) ? " " + part : prefix + part);
            from += part.length();
        } while (from < text.length());
        return parts;
    }

    private static boolean isReserved(String text) {
        for (String reserved : RESERVED) {
            if (text.startsWith(reserved)) {
                return true;
            }
        }
        return false;
    }

    /** The longest beginning of a text that has at most so many bytes in UTF-8, cut between characters. */
    private static String cutBytes(String text, int limit) {
        int bytes = 0;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > limit) {
                return text.substring(0, at);
            }
            at += Character.charCount(c);
        }
        return text;
    }

    private static int bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
