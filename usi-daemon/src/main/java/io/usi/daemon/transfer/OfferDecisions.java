package io.usi.daemon.transfer;

import io.usi.daemon.UsiException;
import io.usi.plugin.Decisions;
import io.usi.plugin.PluginException;

/** What a person decides about offers through a plugin. For any thread. */
public final class OfferDecisions implements Decisions {
    private final Offers offers;
    private final IncomingFiles files;

    /** For these offers. */
    public OfferDecisions(Offers offers, IncomingFiles files) {
        this.offers = offers;
        this.files = files;
    }

    @Override
    public void accept(String offer) throws PluginException {
        try {
            files.acceptIntoSink(offers.get(offer));
        } catch (UsiException e) {
            throw new PluginException(e.getMessage(), e);
        }
    }

    @Override
    public void refuse(String offer) throws PluginException {
        try {
            offers.refuse(offers.get(offer));
        } catch (UsiException e) {
            throw new PluginException(e.getMessage(), e);
        }
    }
}
