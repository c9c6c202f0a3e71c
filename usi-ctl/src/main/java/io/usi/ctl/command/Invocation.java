package io.usi.ctl.command;

import io.usi.ctl.Streams;
import io.usi.ctl.rpc.Json;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.SocketPath;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.Output;
import io.usi.ctl.ui.SafeText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One call of a command: its arguments, its streams, and the way to the daemon. */
public final class Invocation {
    private final Arguments arguments;
    private final Streams streams;

    /** A call. */
    public Invocation(Arguments arguments, Streams streams) {
        this.arguments = arguments;
        this.streams = streams;
    }

    /** Whether an option without a value is there. */
    public boolean flag(String option) {
        return arguments.options().containsKey(option);
    }

    /** The value of an option, or null. */
    public String option(String option) {
        List<String> values = options(option);
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    /** The values of an option; empty where it is not there. */
    public List<String> options(String option) {
        return arguments.options().getOrDefault(option, List.of());
    }

    /** Every operand in order. */
    public List<String> operands() {
        return arguments.operands();
    }

    /** An operand, or null where it was left out. */
    public String operand(int index) {
        List<String> operands = operands();
        return index < operands.size() ? operands.get(index) : null;
    }

    /** A duration as the protocol wants it, in seconds; null where the option is not there. */
    public Number seconds(String option) {
        String value = option(option);
        return value == null ? null : Duration.seconds(option, value);
    }

    /** Whether results are JSON. */
    public boolean json() {
        return flag("--json");
    }

    /** What surrounds the call. */
    public Streams streams() {
        return streams;
    }

    /** Standard output. */
    public Output out() {
        return streams.out();
    }

    /** Prints a JSON value as a line. */
    public void printJson(Object value) {
        streams.out().line(Json.write(value));
    }

    /** Tells people something that is no result: a sentence with its places, and what stands in them. */
    public void tell(String english, Object... values) {
        streams.err().println("usi-ctl: " + SafeText.line(Sentences.say(english, values)));
        streams.err().flush();
    }

    /** Where the daemon is. */
    public Path socket() {
        return SocketPath.find(option("--socket"), streams.environment());
    }

    /** Dials the daemon. */
    public RpcClient dial() {
        return RpcClient.open(socket());
    }

    /** Asks the daemon one thing. */
    public Object ask(String method, Map<String, Object> params) {
        try (RpcClient client = dial()) {
            return client.call(method, params);
        }
    }
}
