package io.usi.daemon.net;

/** Which implementation of channels Java takes. */
public final class Selectors {
    private static final String PROPERTY = "java.nio.channels.spi.SelectorProvider";
    private static final String OF_LINUX = "sun.nio.ch.EPollSelectorProvider";

    private Selectors() {}

    /** Names Java's own where it is there, before the first channel is opened: Java would search every jar for another. */
    public static void name() {
        if (System.getProperty(PROPERTY) == null) {
            try {
                Class.forName(OF_LINUX, false, null);
                System.setProperty(PROPERTY, OF_LINUX);
            } catch (ClassNotFoundException e) {
                // Another system, or another Java: it searches.
                return;
            }
        }
    }
}
