package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.chat.Chat;

/** {@code chat}: people talk. */
final class ChatCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("chat", "Chat with the peers; on a terminal with an editor, else line by line.")
                .optionalOperand("PEER", "Only with this peer, or with its room where it listens.")
                .flag("--orders", "Obey lines that begin with '!' in piped input, too, and do not send them.")
                .example("usi-ctl chat", "usi-ctl chat alice");
    }

    @Override
    public Exit run(Invocation call) {
        if (call.json()) {
            throw CtlException.usage("--json is not for people: see 'usi-ctl recv --follow --json' and 'usi-ctl send'");
        }
        return Chat.run(call, call.operand(0));
    }
}
