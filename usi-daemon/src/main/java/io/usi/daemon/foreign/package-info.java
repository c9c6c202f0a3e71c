/** Sessions of protocols that plugins speak: the daemon's side of {@link io.usi.plugin.PeerProtocol}. */
package io.usi.daemon.foreign;
