package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Every method there is; checks a request against its method before it is carried out. */
final class MethodTable {
    private final Map<String, Method> methods = new LinkedHashMap<>();
    private final String version;
    private final Function<String, UsiException> missing;

    /**
     * @param missing what a request for any other method fails with
     */
    MethodTable(String version, List<List<Method>> groups, Function<String, UsiException> missing) {
        this.version = version;
        this.missing = missing;
        groups.forEach(group -> group.forEach(this::add));
        add(new Method(
                "rpc.discover",
                "This document",
                List.of(),
                "object",
                (params, caller) -> CompletableFuture.completedFuture(openRpc())));
    }

    private void add(Method method) {
        if (methods.put(method.name(), method) != null) {
            throw new IllegalStateException("two methods named " + method.name());
        }
    }

    /**
     * Carries out a request.
     *
     * @throws UsiException where there is no such method or its parameters are wrong
     */
    CompletionStage<?> call(String name, Object params, Caller caller) {
        Method method = methods.get(name);
        if (method == null) {
            throw missing.apply(name);
        }
        return method.handler().handle(check(method, params), caller);
    }

    private static Params check(Method method, Object params) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (params instanceof Map<?, ?> map) {
            map.forEach((key, value) -> values.put((String) key, value));
        } else if (params != null) {
            throw new RpcException(RpcException.WRONG_PARAMS, "params must be an object");
        }
        List<String> known = new ArrayList<>();
        for (Param param : method.params()) {
            known.add(param.name());
            Object value = values.get(param.name());
            if (value == null && param.required()) {
                throw new RpcException(RpcException.WRONG_PARAMS, "missing parameter " + param.name());
            }
            if (value != null && !param.accepts(value)) {
                throw new RpcException(
                        RpcException.WRONG_PARAMS, "parameter " + param.name() + " must be " + param.expected());
            }
        }
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new RpcException(
                        RpcException.WRONG_PARAMS,
                        "unknown parameter; " + method.name() + " knows "
                                + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
        return new Params(values);
    }

    /** The OpenRPC document (spec.open-rpc.org, version 1.2.6). */
    Map<String, Object> openRpc() {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", "USI control socket");
        info.put("version", version);
        Map<String, Object> errors = new LinkedHashMap<>();
        for (ErrorCode code : ErrorCode.values()) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("code", RpcException.codeOf(code));
            error.put("message", code.reason());
            errors.put(code.reason(), error);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openrpc", "1.2.6");
        document.put("info", info);
        document.put("methods", methods.values().stream().map(Method::toOpenRpc).toList());
        document.put("components", Map.of("errors", errors));
        return document;
    }
}
