package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;

/** How a command ended, and what it printed. */
record Result(List<String> command, int exit, String out, String err) {

    /** Asserts the exit code; 0 is success. */
    Result exits(int expected) {
        assertEquals(expected, exit, this::toString);
        return this;
    }

    /** Asserts that standard error is one line for people: no stack trace, nothing else. */
    Result saysOneLine() {
        assertEquals(1, err.strip().lines().count(), this::toString);
        assertFalse(err.contains("Exception"), this::toString);
        return this;
    }

    Map<String, Object> object() {
        return Json.object(out);
    }

    List<Map<String, Object>> array() {
        return Json.array(out);
    }

    /** One JSON object a line. */
    List<Map<String, Object>> objects() {
        return out.lines().map(Json::object).toList();
    }
}
