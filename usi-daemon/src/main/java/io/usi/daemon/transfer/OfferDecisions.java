package io.usi.daemon.transfer;

import io.usi.daemon.UsiException;
import io.usi.daemon.text.Sentences;
import io.usi.plugin.Decisions;
import io.usi.plugin.PluginException;

/** What a person decides about offers through a plugin. For any thread. */
public final class OfferDecisions implements Decisions {
    private final Offers offers;
    private final IncomingFiles files;
    private final Sentences sentences;

    /** For these offers; tells the person, in this language, what went wrong. */
    public OfferDecisions(Offers offers, IncomingFiles files, Sentences sentences) {
        this.offers = offers;
        this.files = files;
        this.sentences = sentences;
    }

    @Override
    public void accept(String offer) throws PluginException {
        try {
            files.acceptIntoSink(offers.get(offer));
        } catch (UsiException e) {
            throw new PluginException(sentences.translated(e.getMessage()), e);
        }
    }

    @Override
    public void refuse(String offer) throws PluginException {
        try {
            offers.refuse(offers.get(offer));
        } catch (UsiException e) {
            throw new PluginException(sentences.translated(e.getMessage()), e);
        }
    }
}
