package io.usi.ctl.command;

import java.util.List;
import java.util.Map;

/**
 * What a command was given, known to be what its {@link Syntax} accepts.
 *
 * @param options the values of those that are there, by {@link Syntax.Option#name}; no values where it has none
 * @param operands in order
 */
public record Arguments(Map<String, List<String>> options, List<String> operands) {}
