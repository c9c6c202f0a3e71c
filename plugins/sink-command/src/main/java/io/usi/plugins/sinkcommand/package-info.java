/** The plugin that gives accepted files to a command. */
package io.usi.plugins.sinkcommand;
