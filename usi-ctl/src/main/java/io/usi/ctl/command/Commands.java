package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import java.util.List;

/** The table of commands. */
public final class Commands {
    /** Their names, in the order in which help shows them. */
    public static final List<String> NAMES = List.of(
            "status",
            "peers",
            "connect",
            "disconnect",
            "users",
            "chat",
            "send",
            "recv",
            "sendfile",
            "offers",
            "accept",
            "refuse",
            "transfers",
            "cancel",
            "verify",
            "challenge",
            "answer",
            "plugins",
            "doctor",
            "unlock",
            "reload",
            "stop",
            "rpc");

    private Commands() {}

    /** Whether there is a command of that name. */
    public static boolean exists(String name) {
        return NAMES.contains(name);
    }

    /** The command of that name; no other one's class is loaded. */
    public static Command find(String name) {
        return switch (name) {
            case "status" -> new StatusCommand();
            case "peers" -> new PeersCommand();
            case "connect" -> new ConnectCommand();
            case "disconnect" -> new DisconnectCommand();
            case "users" -> new UsersCommand();
            case "chat" -> new ChatCommand();
            case "send" -> new SendCommand();
            case "recv" -> new RecvCommand();
            case "sendfile" -> new SendFileCommand();
            case "offers" -> new OffersCommand();
            case "accept" -> new AcceptCommand();
            case "refuse" -> new RefuseCommand();
            case "transfers" -> new TransfersCommand();
            case "cancel" -> new CancelCommand();
            case "verify" -> new VerifyCommand();
            case "challenge" -> new ChallengeCommand();
            case "answer" -> new AnswerCommand();
            case "plugins" -> new PluginsCommand();
            case "doctor" -> new DoctorCommand();
            case "unlock" -> new UnlockCommand();
            case "reload" -> new ReloadCommand();
            case "stop" -> new StopCommand();
            case "rpc" -> new RpcCommand();
            default -> throw CtlException.usage("there is no command '" + name + "': see 'usi-ctl --help'");
        };
    }
}
