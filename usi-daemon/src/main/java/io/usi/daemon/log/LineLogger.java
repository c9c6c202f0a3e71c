package io.usi.daemon.log;

import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Writes a line to standard error for each event: {@code 2026-11-22 22:14:05 WARN text}, without the time where the journal
 * has its own, and without thread or class. For any thread.
 */
final class LineLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;
    private static final boolean WITH_TIME = System.getenv("JOURNAL_STREAM") == null;
    private static final int DATE = "yyyy-MM-dd".length();

    /** PF4J logs stack traces of what is told to the user in one line elsewhere. */
    private final boolean silent;

    private final boolean own;

    LineLogger(String name) {
        this.name = name;
        silent = name.startsWith("org.pf4j");
        own = name.startsWith("io.usi");
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return own && LogProvider.isDev();
    }

    @Override
    public boolean isInfoEnabled() {
        return !silent;
    }

    @Override
    public boolean isWarnEnabled() {
        return !silent;
    }

    @Override
    public boolean isErrorEnabled() {
        return !silent;
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
        String text = MessageFormatter.basicArrayFormat(pattern, arguments);
        String line = LogProvider.said(level.toString()) + " " + LogProvider.said(text);
        PrintStream err = System.err;
        synchronized (err) {
            err.println(WITH_TIME ? time(LocalDateTime.now(ZoneId.systemDefault())) + " " + line : line);
            if (thrown != null) {
                thrown.printStackTrace(err);
            }
            err.flush();
        }
    }

    /** Without a formatter, which is a hundred classes. */
    static String time(LocalDateTime time) {
        // The text of a time has no seconds where there are none.
        String text = time.truncatedTo(ChronoUnit.SECONDS) + ":00";
        return text.substring(0, DATE) + " " + text.substring(DATE + 1, DATE + 1 + "HH:mm:ss".length());
    }
}
