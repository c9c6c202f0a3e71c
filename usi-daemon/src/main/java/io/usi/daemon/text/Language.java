package io.usi.daemon.text;

import java.util.Map;
import java.util.stream.Stream;

/** A language that people are spoken to in. */
public enum Language {
    /** English. */
    ENGLISH,
    /** French. */
    FRENCH;

    private static final String SERVICE = "NOTIFY_SOCKET";
    private static final String TOLD = "USI_LOCALE";
    private static final String[] STANDARD = {"LC_ALL", "LC_MESSAGES", "LANG"};

    /**
     * That of this process's user.
     *
     * @return the language
     */
    public static Language ofProcess() {
        return of(System.getenv());
    }

    /**
     * That of who reads what this process writes to its terminal. A service manager gives the machine's language to its
     * services, too, but what they write goes into a log: that is English.
     *
     * @return the language
     */
    public static Language ofTerminal() {
        return ofTerminal(System.getenv());
    }

    static Language ofTerminal(Map<String, String> environment) {
        return environment.containsKey(SERVICE) ? ENGLISH : of(environment);
    }

    /**
     * Which language somebody with this environment reads, whether the machine has that locale or not. POSIX.1-2017, section
     * 8.2: the first of LC_ALL, LC_MESSAGES and LANG that is set and not empty decides. The launcher, which sets another one
     * for Java itself, tells that in USI_LOCALE.
     */
    static Language of(Map<String, String> environment) {
        String locale = Stream.of(environment.containsKey(TOLD) ? new String[] {TOLD} : STANDARD)
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
        return locale.matches("fr([_.@].*)?") ? FRENCH : ENGLISH;
    }
}
