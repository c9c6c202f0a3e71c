package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that JSON-RPC itself refuses (its specification, section 5.1). */
final class RpcException extends UsiException {
    static final int NOT_JSON = -32700;
    static final int NOT_A_REQUEST = -32600;
    static final int NO_SUCH_METHOD = -32601;
    static final int WRONG_PARAMS = -32602;
    static final int INTERNAL = -32603;

    private static final int BASE = -32000;
    private static final long serialVersionUID = 1L;

    private final int number;

    RpcException(int number, String message) {
        super(ErrorCode.USAGE, message);
        this.number = number;
    }

    /** The number that stands for a code: -32000 minus the exit code of {@code usi-ctl}. */
    static int codeOf(ErrorCode code) {
        return BASE - code.exit();
    }

    /** The error object of an answer. */
    static Map<String, Object> toJson(Throwable failure) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (failure instanceof RpcException rpc) {
            json.put("code", rpc.number);
            json.put("message", rpc.getMessage());
            json.put("data", Map.of("reason", rpc.code().reason()));
        } else if (failure instanceof UsiException usi && usi.code() != ErrorCode.INTERNAL) {
            json.put("code", codeOf(usi.code()));
            json.put("message", usi.getMessage());
            json.put("data", Map.of("reason", usi.code().reason()));
        } else {
            json.put("code", INTERNAL);
            json.put("message", "an internal error: the daemon's log says which");
            json.put("data", Map.of("reason", ErrorCode.INTERNAL.reason()));
        }
        return json;
    }
}
