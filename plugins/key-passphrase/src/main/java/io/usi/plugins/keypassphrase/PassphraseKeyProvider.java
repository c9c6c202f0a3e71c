package io.usi.plugins.keypassphrase;

import io.usi.plugin.KeyProvider;
import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import io.usi.plugin.Setting.Kind;
import io.usi.plugin.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pf4j.Extension;

/** Asks for a passphrase, and makes the key from it. The passphrase is never configured, so that it stands nowhere. */
@Extension
public final class PassphraseKeyProvider implements KeyProvider {
    private static final String PASSPHRASE = "key.passphrase";
    private static final String SALT = "key.passphrase-salt";

    private boolean wanted;
    private byte[] salt = {};
    private byte[] key;

    /** Created by the daemon. */
    public PassphraseKeyProvider() {}

    @Override
    public List<Setting> settings() {
        return List.of(
                new Setting(
                        PASSPHRASE,
                        List.of("--passphrase"),
                        Kind.FLAG,
                        "",
                        "Open every session with a key made from a passphrase, which is asked for on the terminal or"
                                + " taken from usi-ctl unlock.",
                        "Ouvrir chaque session avec une clé tirée d’une phrase de passe, demandée sur le terminal ou"
                                + " reçue de usi-ctl unlock."),
                new Setting(
                        SALT,
                        List.of("--passphrase-salt"),
                        Kind.TEXT,
                        "TEXT",
                        "With --passphrase: a public word that all members of the group give, such as its name, so"
                                + " that the same passphrase makes another key elsewhere.",
                        "Avec --passphrase : un mot public que donnent tous les membres du groupe, comme son nom, pour"
                                + " que la même phrase de passe donne ailleurs une autre clé."));
    }

    @Override
    public synchronized void configure(Values values) throws PluginException {
        wanted = values.flag(PASSPHRASE);
        Optional<String> word = values.text(SALT);
        if (word.isPresent() && !wanted) {
            throw new PluginException(
                    "--passphrase-salt (key.passphrase-salt) does nothing by itself: add --passphrase, or leave it out");
        }
        salt = PassphraseKey.salt(word.orElse(""));
    }

    @Override
    public synchronized Optional<String> question() {
        return wanted ? Optional.of("Passphrase for the preset key") : Optional.empty();
    }

    @Override
    public synchronized void answer(char[] answer) throws PluginException {
        byte[] passphrase = Passphrase.utf8(answer);
        try {
            forget();
            key = PassphraseKey.of(passphrase, salt);
        } finally {
            Arrays.fill(passphrase, (byte) 0);
        }
    }

    private synchronized void forget() {
        if (key != null) {
            Arrays.fill(key, (byte) 0);
            key = null;
        }
    }

    @Override
    public synchronized Optional<byte[]> presetKey() throws PluginException {
        if (wanted && key == null) {
            throw new PluginException("--passphrase (key.passphrase): no passphrase was given: start the daemon again");
        }
        Optional<byte[]> made = Optional.ofNullable(key);
        key = null;
        return made;
    }
}
