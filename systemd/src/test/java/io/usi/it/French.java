package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells French from English, and both from text that was decoded wrongly. */
final class French {
    /** Names, which stay as they are: of options, keys, files and programs, and values of settings. */
    private static final Pattern NAMES = Pattern.compile(
            "(?m)^  [a-z]+  |\\b(key|sink|notify)-[a-z]+|usi-ctl [a-z.]+|--?[a-z][a-z-]*|/\\S*|\\b[a-z]+\\.[a-z_.-]+|\\((ask|all|any|auto|apart)\\)|usi-\\w+|« usi[^»]*»"
                    + "|\\$?USI\\w*|AppUserModelID|Windows PowerShell|protocol = \\S+|\"\\w+\"");

    private static final Pattern ENGLISH = Pattern.compile(
            "\\b(the|an|and|of|with|for|this|that|is|are|from|to|not|be|been|was|were|has|have|can|cannot|peers?|key|keys"
                    + "|file|files|folder|which|who|where|when|what|everybody|everything|daemon|see|give|take|its|it|by"
                    + "|wrong|expected|listening|ready|address|already|use|used|choose|another|there|no|nearest"
                    + "|value|example|print|show|open|name|host|list|read|reads|only|all|one|time|text|path|dir|command"
                    + "|left|joined|offers?|waiting|done|failed|refused|user|users|size|none|cancelled|lost)\\b|\\busage:",
            Pattern.CASE_INSENSITIVE);

    private French() {}

    static void assertFrench(String text) {
        String words = NAMES.matcher(text).replaceAll("-");
        Matcher english = ENGLISH.matcher(words);
        assertFalse(english.find(), () -> "\"" + english.group() + "\" in " + text);
        assertFalse(text.contains("\ufffd") || text.contains("?a") || text.contains("Ã"), text);
    }

    static void assertAscii(String text) {
        assertTrue(!text.isEmpty() && text.chars().allMatch(each -> each < 0x7f), text);
    }
}
