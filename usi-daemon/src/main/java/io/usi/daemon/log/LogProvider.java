package io.usi.daemon.log;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * SLF4J's way to {@link LineLogger}. {@link #use} names it, since SLF4J would search every jar for one, and what it comes
 * with (slf4j-simple) for a configuration, and load calendars and their languages.
 */
public final class LogProvider implements SLF4JServiceProvider {
    private static volatile boolean dev;
    private static volatile UnaryOperator<String> language = UnaryOperator.identity();

    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter mdc = new NOPMDCAdapter();

    /** Used for the whole process from now on; before the first logger is made. */
    public static void use() {
        System.setProperty("slf4j.provider", LogProvider.class.getName());
        // It would say on standard error which provider it was given.
        System.setProperty("slf4j.internal.verbosity", "WARN");
    }

    /** From now on what the daemon's developers want to know is logged, too. */
    public static void dev() {
        dev = true;
    }

    /** From now on each line is said so: what is logged is written in English. */
    public static void speak(UnaryOperator<String> translation) {
        language = translation;
    }

    static String said(String english) {
        return language.apply(english);
    }

    static boolean isDev() {
        return dev;
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(name, LineLogger::new);
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0";
    }

    @Override
    public void initialize() {
        // Nothing has to be.
    }
}
