package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of one request, checked against the method's {@link Param}s. */
final class Params {
    private static final long LONGEST_WAIT = 86_400;

    private final Map<String, Object> values;

    Params(Map<String, Object> values) {
        this.values = values;
    }

    String text(String name) {
        return (String) values.get(name);
    }

    Optional<String> optionalText(String name) {
        return Optional.ofNullable(text(name));
    }

    Optional<Long> integer(String name) {
        return Optional.ofNullable((Number) values.get(name)).map(Number::longValue);
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    @SuppressWarnings("unchecked") // checked by Param.accepts
    Optional<List<String>> texts(String name) {
        return Optional.ofNullable((List<String>) values.get(name));
    }

    /** {@code wait_s}, at most a day. */
    Optional<Duration> patience() {
        Number seconds = (Number) values.get("wait_s");
        if (seconds == null) {
            return Optional.empty();
        }
        double value = seconds.doubleValue();
        if (!(value >= 0 && value <= LONGEST_WAIT)) {
            throw new UsiException(ErrorCode.USAGE, "wait_s must be from 0 to " + LONGEST_WAIT);
        }
        return Optional.of(Duration.ofMillis((long) (value * 1_000)));
    }
}
