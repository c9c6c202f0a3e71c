package io.usi.ctl.command;

import io.usi.ctl.Exit;

/** One command of {@code usi-ctl}. */
public interface Command {
    /** What it accepts, for the parser and for its help. */
    Syntax syntax();

    /**
     * Does it.
     *
     * @return how the process ends; everything that is not done is also thrown as a {@link io.usi.ctl.CtlException}
     */
    Exit run(Invocation call);
}
