package io.usi.daemon.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * What a plugin's jar says of itself, read without running any of it.
 *
 * @param extensions the names of its extensions' classes
 */
record JarContents(List<String> extensions) {
    private static final String INDEX = "META-INF/extensions.idx";
    private static final int MAX_INDEX = 64 << 10;

    /** Of a manifest of no more the JDK reads no more than it claims to have. */
    private static final int MAX_MANIFEST = 65_535;

    private static final Pattern API_CLASS = Pattern.compile("(META-INF/versions/[0-9]+/)?io/usi/plugin/[^/]+\\.class");

    /**
     * Reads a jar.
     *
     * @throws BadPlugin where it is damaged, is no plugin, or brings a second copy of the API
     */
    static JarContents read(Path path) throws BadPlugin {
        try (JarFile jar = new JarFile(path.toFile())) {
            ZipEntry manifest = jar.getEntry(JarFile.MANIFEST_NAME);
            if (manifest != null && (manifest.getSize() < 0 || manifest.getSize() > MAX_MANIFEST)) {
                throw new BadPlugin("its manifest is longer than " + MAX_MANIFEST + " bytes");
            }
            if (jar.getManifest() == null
                    || jar.getManifest().getMainAttributes().getValue("Plugin-Id") == null) {
                throw new BadPlugin("not a plugin: its manifest has no Plugin-Id");
            }
            if (jar.stream()
                    .anyMatch(entry -> API_CLASS.matcher(entry.getName()).matches())) {
                throw new BadPlugin("its jar has a copy of the API in it: give usi-plugin-api the scope provided");
            }
            ZipEntry index = jar.getEntry(INDEX);
            if (index == null) {
                throw new BadPlugin("its jar has no " + INDEX + ": build it with PF4J's annotation processor");
            }
            try (InputStream in = jar.getInputStream(index)) {
                byte[] bytes = in.readNBytes(MAX_INDEX);
                return new JarContents(new String(bytes, StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .distinct()
                        .toList());
            }
        } catch (IOException | SecurityException | IllegalArgumentException e) {
            throw new BadPlugin("its jar is damaged, or not a jar at all", e);
        }
    }
}
