package io.usi.plugins.keycle;

import io.usi.plugin.KeyProvider;
import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import io.usi.plugin.Setting.Kind;
import io.usi.plugin.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pf4j.Extension;

/** Gives the key of the setting {@code key.cle}, in hexadecimal or base64. */
@Extension
public final class CleKeyProvider implements KeyProvider {
    private static final String KEY = "key.cle";

    private byte[] key;

    /** Created by the daemon. */
    public CleKeyProvider() {}

    @Override
    public List<Setting> settings() {
        return List.of(new Setting(
                KEY,
                List.of("-k", "--cle"),
                Kind.SECRET,
                "KEY|@FILE|-",
                "Open every session with this key: 128, 192 or 256 random bits in hexadecimal or base64. @FILE reads it"
                        + " from a file, - from standard input.",
                "Ouvrir chaque session avec cette clé : 128, 192 ou 256 bits aléatoires en hexadécimal ou en base64."
                        + " @FICHIER la lit dans un fichier, - sur l’entrée standard."));
    }

    @Override
    public synchronized void configure(Values values) throws PluginException {
        Optional<char[]> given = values.takeSecret(KEY);
        if (given.isEmpty()) {
            return;
        }
        try {
            key = KeyText.parse(given.get())
                    .orElseThrow(() -> new PluginException("--cle (key.cle): this is no key: give 32, 48 or 64"
                            + " hexadecimal digits, or 16, 24 or 32 bytes in base64"));
        } finally {
            Arrays.fill(given.get(), '\0');
        }
    }

    @Override
    public synchronized Optional<byte[]> presetKey() {
        Optional<byte[]> given = Optional.ofNullable(key);
        key = null;
        return given;
    }
}
