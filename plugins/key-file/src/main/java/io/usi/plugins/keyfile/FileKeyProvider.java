package io.usi.plugins.keyfile;

import io.usi.plugin.KeyProvider;
import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import io.usi.plugin.Setting.Kind;
import io.usi.plugin.Values;
import io.usi.plugins.keycle.KeyText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.pf4j.Extension;

/** Gives the key that stands in a file, a systemd credential or an environment variable. */
@Extension
public final class FileKeyProvider implements KeyProvider {
    private static final String FILE = "key.file";
    private static final String CREDENTIAL = "key.credential";
    private static final String ENVIRONMENT = "key.environment";

    private final Map<String, String> environment;
    private Optional<KeySource> source = Optional.empty();

    /** Created by the daemon. */
    public FileKeyProvider() {
        this(System.getenv());
    }

    FileKeyProvider(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                new Setting(
                        FILE,
                        List.of(),
                        Kind.PATH,
                        "FILE",
                        "Open every session with the key in this file, in hexadecimal or base64. The file must be its"
                                + " owner's alone.",
                        "Ouvrir chaque session avec la clé de ce fichier, en hexadécimal ou en base64. Le fichier doit"
                                + " n’être lisible que de son propriétaire."),
                new Setting(
                        CREDENTIAL,
                        List.of(),
                        Kind.TEXT,
                        "NAME",
                        "Open every session with the key in this systemd credential.",
                        "Ouvrir chaque session avec la clé de cet identifiant systemd (credential)."),
                new Setting(
                        ENVIRONMENT,
                        List.of(),
                        Kind.TEXT,
                        "NAME",
                        "Open every session with the key in this environment variable, which whatever runs as the same"
                                + " user can read.",
                        "Ouvrir chaque session avec la clé de cette variable d’environnement, que peut lire tout ce"
                                + " qui tourne sous le même utilisateur."));
    }

    @Override
    public synchronized void configure(Values values) throws PluginException {
        List<KeySource> given = Stream.of(
                        values.path(FILE).map(KeySource.InFile::new),
                        values.text(CREDENTIAL)
                                .map(name -> new KeySource.Credential(
                                        name, environment.getOrDefault(KeySource.Credential.FOLDER, ""))),
                        values.text(ENVIRONMENT).map(name -> new KeySource.Variable(name, environment)))
                .<KeySource>flatMap(Optional::stream)
                .toList();
        if (given.size() > 1) {
            throw new PluginException("more than one place is given for the preset key: give one of --key-file"
                    + " (key.file), --key-credential (key.credential) and --key-environment (key.environment)");
        }
        source = given.stream().findFirst();
    }

    @Override
    public synchronized Optional<byte[]> presetKey() throws PluginException {
        if (source.isEmpty()) {
            return Optional.empty();
        }
        char[] text = {};
        try {
            text = source.get().text();
            return Optional.of(KeyText.parse(text)
                    .orElseThrow(() -> new PluginException("there is no key in it: put 32, 48 or 64 hexadecimal digits"
                            + " there, as openssl rand -hex 32 prints them, or 16, 24 or 32 bytes in base64")));
        } catch (PluginException e) {
            throw new PluginException(source.get().setting() + ": " + e.getMessage(), e);
        } finally {
            Arrays.fill(text, '\0');
        }
    }
}
