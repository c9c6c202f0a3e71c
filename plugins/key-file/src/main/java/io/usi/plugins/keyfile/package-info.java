/** The plugin that takes a preset key from a file, a systemd credential or an environment variable. */
package io.usi.plugins.keyfile;
