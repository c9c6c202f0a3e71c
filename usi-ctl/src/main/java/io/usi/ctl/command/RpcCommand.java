package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.DaemonError;
import io.usi.ctl.rpc.Json;
import io.usi.ctl.rpc.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** {@code rpc}: any method of the control socket, by hand. */
final class RpcCommand implements Command {
    private static final int MAX_PARAMS = 1 << 20;

    @Override
    public Syntax syntax() {
        return new Syntax("rpc", "Call a method of the control socket.")
                .operand("METHOD", "Its name; rpc.discover describes them all.")
                .optionalOperand("JSON", "Its parameters, a JSON object; - reads them from standard input.")
                .example("usi-ctl rpc daemon.status", "usi-ctl rpc message.send '{\"text\": \"hello\"}'");
    }

    @Override
    public Exit run(Invocation call) {
        String json = call.operand(1);
        Map<String, Object> params = Map.of();
        if (json != null) {
            params = parse(json.equals("-") ? input(call) : json);
        }
        try {
            call.printJson(call.ask(call.operand(0), params));
        } catch (DaemonError e) {
            throw e.isUnknownMethod() ? e.hinting("") : e;
        }
        return Exit.DONE;
    }

    private static String input(Invocation call) {
        try {
            byte[] input = call.streams().in().readNBytes(MAX_PARAMS + 1);
            if (input.length > MAX_PARAMS) {
                throw CtlException.usage("the parameters are larger than the 1 MiB that the daemon takes");
            }
            return new String(input, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CtlException(Exit.SAID_NO, "standard input cannot be read: " + e.getMessage());
        }
    }

    private static Map<String, Object> parse(String json) {
        try {
            if (Json.read(json) instanceof Map<?, ?> params) {
                return Values.object(params);
            }
        } catch (IOException e) {
            throw CtlException.usage("the parameters are not JSON: give an object such as '{\"peer\": \"p1\"}'");
        }
        throw CtlException.usage("the parameters are no JSON object: give one such as '{\"peer\": \"p1\"}'");
    }
}
