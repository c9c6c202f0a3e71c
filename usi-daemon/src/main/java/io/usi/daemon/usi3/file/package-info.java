/**
 * The transfers of files in USI/3, as docs/PROTOCOL.md ("Files", "Coming back") describes them.
 *
 * <p>{@link io.usi.daemon.usi3.file.FileExchange} has the one lock. What stands behind it changes state under that lock and
 * leaves what is to be told to others in {@link io.usi.daemon.usi3.file.Effects}, which runs without it.
 */
package io.usi.daemon.usi3.file;
