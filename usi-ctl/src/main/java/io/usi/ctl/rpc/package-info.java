/** The control socket: finding it, dialling it, JSON-RPC over it, and the byte streams of files. */
package io.usi.ctl.rpc;
