package io.usi.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Adds to the unpacked distribution what is made of its programs: manual pages, completions, and others' licences. */
final class Generate {
    private final Path build;
    private final Path sources;
    private final String version;
    private final Instant time;

    private Generate(Path build, Path sources, String version, Instant time) {
        this.build = build;
        this.sources = sources;
        this.version = version;
        this.time = time;
    }

    /**
     * Runs in the build.
     *
     * @param arguments the build's folder, where {@code usi} is the distribution; the sources; the version; the time that
     *     every file of the build bears
     */
    public static void main(String[] arguments) throws IOException {
        new Generate(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], Instant.parse(arguments[3])).run();
    }

    private void run() throws IOException {
        Path dist = build.resolve("usi");
        new Licenses(sources.resolve("licenses"), dist.resolve("licenses"))
                .collect(dist.resolve("lib"), List.of(dist.resolve("plugins"), dist.resolve("plugins-optional")));
        debian(Files.createDirectories(build.resolve("deb")));
    }

    /** What Debian wants in a package's folder of documents. */
    private void debian(Path folder) throws IOException {
        Files.write(folder.resolve("copyright"), Files.readAllBytes(sources.resolve("deb/copyright")));
        String date = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(time);
        String changelog = "usi (" + version.replace('-', '~') + ") unstable; urgency=medium\n\n"
                + "  * Built from its sources.\n\n"
                + " -- USI maintainers <maintainers@usi.invalid>  " + date + "\n";
        Gzip.write(folder.resolve("changelog.gz"), changelog.getBytes(StandardCharsets.UTF_8));
    }
}
