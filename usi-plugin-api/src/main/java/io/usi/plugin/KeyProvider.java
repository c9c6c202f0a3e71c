package io.usi.plugin;

import java.util.Optional;

/** Gives the daemon a preset key, which then opens every session in place of fresh RSA keys. */
public interface KeyProvider extends Configurable {
    /**
     * The preset key: 16, 24 or 32 bytes chosen at random. Called once, at the daemon's start, on a thread of the
     * daemon's; may take at most one minute. Where two providers give a key, the daemon refuses to start.
     *
     * @return a fresh array that belongs to the daemon, which wipes it at its end; empty where the user configured none
     * @throws PluginException where a key was configured but cannot be had; the daemon then refuses to start
     */
    Optional<byte[]> presetKey() throws PluginException;
}
