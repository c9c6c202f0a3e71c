package io.usi.dist;

import io.usi.daemon.cli.Option;
import io.usi.daemon.config.Keys;
import io.usi.daemon.plugin.PluginHost;
import io.usi.daemon.plugin.PluginSetting;
import io.usi.daemon.text.Language;
import io.usi.daemon.text.Sentences;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Adds to the unpacked distribution what is made of its programs: manual pages, completions, and others' licences. */
final class Generate {
    private static final int BUILD_BYTES = 8;

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
    public static void main(String[] arguments) throws IOException, InterruptedException {
        new Generate(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], Instant.parse(arguments[3])).run();
    }

    private void run() throws IOException, InterruptedException {
        Path dist = build.resolve("usi");
        if (!Files.exists(dist.resolve("sbom.json"))) {
            System.err.println("WARNING: these packages have no sbom.json: it is made where Maven is not --offline");
        }
        Unsigned.make(dist.resolve("lib"), time);
        Files.writeString(dist.resolve("lib/build"), build(dist.resolve("lib")) + "\n");
        Contract contract = Contract.ask(dist);
        // A library inside of a plugin has a logger of its own, and says so in the build.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        // What a plugin declares is asked of the plugin itself.
        try (PluginHost shipped = load(dist.resolve("plugins"));
                PluginHost optional = load(dist.resolve("plugins-optional"))) {
            List<PluginSetting> settings = new ArrayList<>(shipped.settings());
            settings.addAll(optional.settings());
            manual(dist.resolve("share/man"), shipped, settings, contract);
            completions(dist.resolve("share"), shipped, contract);
        }
        new Licenses(sources.resolve("licenses"), dist.resolve("licenses"))
                .collect(dist.resolve("lib"), List.of(dist.resolve("plugins"), dist.resolve("plugins-optional")));
        debian(Files.createDirectories(build.resolve("deb")));
    }

    /** Tells apart builds whose jars differ: class data of one must not be used with another. */
    private static String build(Path libraries) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path jar : Licenses.jars(libraries)) {
                digest.update(Files.readAllBytes(jar));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, BUILD_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static PluginHost load(Path folder) {
        return PluginHost.load(folder, Set.copyOf(Keys.ALL), Option.coreNames(), Optional.empty());
    }

    private void manual(Path folder, PluginHost shipped, List<PluginSetting> settings, Contract contract)
            throws IOException {
        for (Language spoken : Language.values()) {
            boolean french = spoken == Language.FRENCH;
            Sentences sentences = Sentences.in(spoken);
            ManPages pages = new ManPages(version, time.toString().substring(0, 10), sentences);
            Path language = french ? folder.resolve("fr") : folder;
            gzip(language, 8, "usi-daemon", pages.daemon(Programs.daemon(Option.all(shipped), sentences)));
            gzip(language, 5, "usi.toml", pages.configuration(settings));
            gzip(language, 1, "usi-ctl", pages.ctl(Programs.ctl(sentences)));
            if (!french) {
                gzip(language, 7, "usi-control", pages.control(contract));
            }
        }
    }

    private static void gzip(Path folder, int section, String name, String page) throws IOException {
        Path file = Files.createDirectories(folder.resolve("man" + section)).resolve(name + "." + section + ".gz");
        Gzip.write(file, page.getBytes(StandardCharsets.UTF_8));
    }

    private void completions(Path share, PluginHost shipped, Contract contract) throws IOException {
        Completions completions = new Completions(
                Programs.daemon(Option.all(shipped), Sentences.in(Language.ENGLISH)),
                Programs.ctl(Sentences.in(Language.ENGLISH)),
                contract.methods().stream().map(Contract.Method::name).toList());
        Path bash = Files.createDirectories(share.resolve("bash-completion/completions"));
        fill("usi-daemon.bash", completions.bashDaemon(), bash.resolve("usi-daemon"));
        fill("usi-ctl.bash", completions.bashCtl(), bash.resolve("usi-ctl"));
        Path zsh = Files.createDirectories(share.resolve("zsh/site-functions"));
        fill("usi-daemon.zsh", completions.zshDaemon(), zsh.resolve("_usi-daemon"));
        fill("usi-ctl.zsh", completions.zshCtl(), zsh.resolve("_usi-ctl"));
        Path fish = Files.createDirectories(share.resolve("fish/vendor_completions.d"));
        fill("usi-daemon.fish", completions.fishDaemon(), fish.resolve("usi-daemon.fish"));
        fill("usi-ctl.fish", completions.fishCtl(), fish.resolve("usi-ctl.fish"));
    }

    private void fill(String frame, Map<String, String> parts, Path target) throws IOException {
        String script = Files.readString(sources.resolve("completions").resolve(frame));
        for (Map.Entry<String, String> part : parts.entrySet()) {
            script = script.replace(part.getKey(), part.getValue());
        }
        Files.writeString(target, script);
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
