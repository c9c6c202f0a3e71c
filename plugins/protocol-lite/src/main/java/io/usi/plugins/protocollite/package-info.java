/** The plugin that speaks USI-lite, a protocol without any encryption. */
package io.usi.plugins.protocollite;
