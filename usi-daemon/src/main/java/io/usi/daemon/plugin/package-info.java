/**
 * The host of the plugins: finds their jars, checks them, calls them within limits of time, and keeps whatever goes
 * wrong in them to themselves.
 */
package io.usi.daemon.plugin;
