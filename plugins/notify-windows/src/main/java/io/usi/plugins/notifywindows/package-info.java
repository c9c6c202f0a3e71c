/** The plugin that shows what happens as notifications of Windows. */
package io.usi.plugins.notifywindows;
