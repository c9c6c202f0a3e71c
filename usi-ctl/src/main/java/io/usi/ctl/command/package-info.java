/** The commands: what each accepts, asks the daemon and shows. */
package io.usi.ctl.command;
