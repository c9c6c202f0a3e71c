package io.usi.plugins.protocollite;

import io.usi.plugin.PeerProtocol;
import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import io.usi.plugin.Setting.Kind;
import io.usi.plugin.Values;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.pf4j.Extension;

/** USI-lite: a message is the UTF-8 text of one read. No framing, no names, no files, and nothing is encrypted. */
@Extension
public final class LiteProtocol implements PeerProtocol {
    private static final String LISTEN = "lite.listen";

    private volatile Optional<InetSocketAddress> listen = Optional.empty();

    /** Created by the daemon. */
    public LiteProtocol() {}

    @Override
    public List<Setting> settings() {
        return List.of(new Setting(
                LISTEN,
                List.of(),
                Kind.TEXT,
                "[ADDRESS:]PORT",
                "Wait here for peers that speak USI-lite, which is NOT ENCRYPTED: whoever is on the way reads and alters"
                        + " everything.",
                "Attendre ici les pairs qui parlent USI-lite, qui N’EST PAS CHIFFRÉ : quiconque se trouve sur le chemin"
                        + " lit et modifie tout."));
    }

    @Override
    public void configure(Values values) throws PluginException {
        Optional<String> given = values.text(LISTEN);
        listen = given.isEmpty() ? Optional.empty() : Optional.of(ListenAddress.parse(given.get()));
    }

    @Override
    public String name() {
        return "lite";
    }

    @Override
    public boolean encrypted() {
        return false;
    }

    @Override
    public Optional<InetSocketAddress> listen() {
        return listen;
    }

    /** Nothing is exchanged before the first message. */
    @Override
    public Link open(Wire wire) {
        return new LiteLink(wire);
    }
}
