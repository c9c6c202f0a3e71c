package io.usi.plugins.protocollite;

import io.usi.plugin.PluginException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where to wait for peers. */
final class ListenAddress {
    private static final Pattern FORM =
            Pattern.compile("(?:(?:\\[([0-9A-Fa-f:.]*:[^\\[\\]]*)]|([^:\\[\\]\\s]+)):)?([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;

    private ListenAddress() {}

    /**
     * Reads {@code [ADDRESS:]PORT}, where an IPv6 address stands in brackets. Without an address it is all of them.
     *
     * @throws PluginException where the text is anything else, or the address is unknown
     */
    static InetSocketAddress parse(String text) throws PluginException {
        Matcher form = FORM.matcher(text);
        int port = form.matches() ? Integer.parseInt(form.group(3)) : Integer.MAX_VALUE;
        if (port > MAX_PORT) {
            throw new PluginException("--lite-listen (lite.listen): expected [ADDRESS:]PORT: give for example"
                    + " 127.0.0.1:12801, an IPv6 address in brackets");
        }
        String host = form.group(1) != null ? form.group(1) : form.group(2);
        if (host == null) {
            return new InetSocketAddress(port);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new PluginException(
                    "--lite-listen (lite.listen): this address is unknown: give one that this machine has", e);
        }
    }
}
