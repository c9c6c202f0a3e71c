/** What can be configured, and where it comes from: the defaults, then the configuration file, then the command line. */
package io.usi.daemon.config;
