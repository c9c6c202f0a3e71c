package io.usi.ctl;

import io.usi.ctl.ui.Output;
import io.usi.ctl.ui.Terminal;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What surrounds a command.
 *
 * @param in standard input
 * @param out standard output, for results
 * @param err standard error, for everything else
 * @param environment the variables
 * @param terminal which of the streams are terminals
 */
public record Streams(
        InputStream in, Output out, PrintStream err, Map<String, String> environment, Terminal terminal) {}
