package io.usi.daemon;

/** The daemon's version. */
final class Version {
    /** As in the manifest of the jar that this class came from; {@code dev} where it came from none. */
    static final String TEXT = read();

    private Version() {}

    private static String read() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
