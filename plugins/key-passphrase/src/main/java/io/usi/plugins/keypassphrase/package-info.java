/** The plugin that makes a preset key from a passphrase. */
package io.usi.plugins.keypassphrase;
