/**
 * What a USI plugin may use: the whole of it.
 *
 * <p>A plugin is a PF4J jar whose classes implement one or more of the extension points {@link
 * io.usi.plugin.KeyProvider}, {@link io.usi.plugin.FileSink}, {@link io.usi.plugin.Notifier} and {@link
 * io.usi.plugin.PeerProtocol}, each annotated with
 * {@link org.pf4j.Extension}. An extension that needs configuration declares {@link io.usi.plugin.Setting settings};
 * each of them becomes a command line option of {@code usi-daemon}, a key of its configuration file and a line of its
 * help.
 *
 * <p>A plugin sees the classes of the JDK, of this package and of PF4J, and nothing of the daemon. What else it needs it
 * brings in its own jar, but never a copy of this package. Its manifest has {@code Plugin-Id}, {@code Plugin-Version}
 * and {@code Plugin-Requires} (the range of {@link io.usi.plugin.PluginApi#VERSION} that it works with), and where it
 * wants to be told of its start and stop {@code Plugin-Class}; the daemon calls {@code start()} before {@code configure}
 * and {@code stop()} at the end, each for at most five seconds. Plugins that depend on other plugins are not supported.
 *
 * <p>The daemon creates one instance of each extension, through its public constructor without arguments, and calls
 * {@link io.usi.plugin.Configurable#configure} before anything else. Everything an extension throws is caught: it fails
 * the one operation, never the daemon.
 */
package io.usi.plugin;
