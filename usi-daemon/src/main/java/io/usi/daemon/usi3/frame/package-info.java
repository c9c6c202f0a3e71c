/** The frames of USI/3 and their bodies, as docs/PROTOCOL.md describes them. Nothing here has state or a thread. */
package io.usi.daemon.usi3.frame;
