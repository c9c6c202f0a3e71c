/** The plugin that takes a preset key from the option {@code --cle}. */
package io.usi.plugins.keycle;
