/** The plugin that puts accepted files into a folder. */
package io.usi.plugins.sinkdirectory;
