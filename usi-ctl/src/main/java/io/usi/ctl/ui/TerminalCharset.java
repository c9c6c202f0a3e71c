package io.usi.ctl.ui;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** In which characters a terminal takes what it shows. */
public final class TerminalCharset {
    private TerminalCharset() {}

    /**
     * The charset of the user's terminal: of LC_ALL, LC_CTYPE and LANG the first that is set decides (POSIX.1-2017, section 8.2).
     * The launcher, which sets another LC_ALL for Java itself, tells that in USI_CTYPE.
     */
    public static Charset of(Map<String, String> environment) {
        String told = environment.get("USI_CTYPE");
        return ofLocale(told == null ? first(environment, "LC_ALL", "LC_CTYPE", "LANG") : told);
    }

    private static String first(Map<String, String> environment, String... names) {
        for (String name : names) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private static Charset ofLocale(String locale) {
        String name = locale.substring(locale.indexOf('.') + 1);
        int modifier = name.indexOf('@');
        name = modifier < 0 ? name : name.substring(0, modifier);
        if (name.equals("UTF-8") || name.equals("utf8")) {
            return StandardCharsets.UTF_8;
        }
        String known = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        if (known.equals("utf8")) {
            return StandardCharsets.UTF_8;
        }
        if (known.startsWith("iso8859") && known.length() > "iso8859".length()) {
            name = "ISO-8859-" + known.substring("iso8859".length());
        }
        return locale.indexOf('.') >= 0 && isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }

    private static boolean isSupported(String name) {
        return name.matches("[A-Za-z0-9][A-Za-z0-9_:.+-]*")
                && Charset.isSupported(name)
                && Charset.forName(name).canEncode();
    }
}
