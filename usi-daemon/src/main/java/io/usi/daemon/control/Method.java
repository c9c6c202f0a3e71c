package io.usi.daemon.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * One method of the control socket: what it is called, takes and returns, and what it does. The OpenRPC document is made of
 * these, so that it cannot differ from the code.
 *
 * @param result the JSON type of the result: {@code object} or {@code array}
 */
record Method(String name, String summary, List<Param> params, String result, Handler handler) {
    /** What a method does. */
    interface Handler {
        /**
         * Carries out one request; called on the thread that reads the caller's connection, which it must not block.
         *
         * @return the result, now or later
         * @throws io.usi.daemon.UsiException where it is refused
         */
        CompletionStage<?> handle(Params params, Caller caller);
    }

    Map<String, Object> toOpenRpc() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("summary", summary);
        json.put("paramStructure", "by-name");
        json.put("params", params.stream().map(Param::toOpenRpc).toList());
        json.put("result", Map.of("name", "result", "schema", Map.of("type", result)));
        return json;
    }
}
