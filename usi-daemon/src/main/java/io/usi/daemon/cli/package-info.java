/** The daemon's command line: its options, those of its plugins, and what becomes of both. */
package io.usi.daemon.cli;
