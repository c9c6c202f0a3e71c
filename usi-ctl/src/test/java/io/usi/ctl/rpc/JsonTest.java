package io.usi.ctl.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void writes_what_was_read() throws IOException {
        String json = "{\"b\":1,\"a\":[true,null,1.50,-7,12345678901234567890,\"é😀\"],\"c\":{},\"d\":null}";
        assertEquals(json, Json.write(Json.read(json)));
    }

    @Test
    void escapes_what_could_harm_a_terminal() throws IOException {
        StringBuilder harmful = new StringBuilder();
        for (char c = 0; c < 0xa0; c++) {
            harmful.append(c);
        }
        harmful.append("\u202e\u2066\u2028");
        String json = Json.write(harmful.toString());
        assertTrue(json.chars().allMatch(c -> c >= ' ' && c < 0x7f), json);
        assertTrue(json.contains("\\u009b"), json);
        assertTrue(json.toLowerCase(Locale.ROOT).contains("\\u007f"), json);
        assertEquals(harmful.toString(), Json.read(json));
    }

    @Test
    void refuses_what_is_no_json() {
        assertThrows(IOException.class, () -> Json.read("{"));
        assertThrows(IOException.class, () -> Json.read("nonsense"));
        assertThrows(IOException.class, () -> Json.read(""));
        assertThrows(IOException.class, () -> Json.read("{} {}"));
        assertThrows(IOException.class, () -> Json.read("{\"a\":1,\"a\":2}"));
        assertThrows(IOException.class, () -> Json.read("[".repeat(100_000)));
        assertThrows(IllegalArgumentException.class, () -> Json.write(new Object()));
    }

    @Test
    void numbers_are_what_they_need_to_be() throws IOException {
        assertEquals(
                List.of(
                        0,
                        -7,
                        999_999_999,
                        2_147_483_647,
                        2_147_483_648L,
                        Long.MIN_VALUE,
                        new BigInteger("9223372036854775808"),
                        new BigDecimal("1.50")),
                Json.read("[0,-7,999999999,2147483647,2147483648,-9223372036854775808,9223372036854775808,1.50]"));
        assertEquals("{\"a\":\"pw\",\"b\":0.5,\"c\":30}", Json.write(map()));
    }

    private static Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", "pw".toCharArray());
        map.put("b", 0.5);
        map.put("c", 30L);
        return map;
    }
}
