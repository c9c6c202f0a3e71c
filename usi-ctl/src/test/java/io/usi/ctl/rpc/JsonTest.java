package io.usi.ctl.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Locale;
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
    }
}
