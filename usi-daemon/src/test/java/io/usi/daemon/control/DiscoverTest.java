package io.usi.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The document that {@code rpc.discover} returns, held against OpenRPC, against the code and against docs/CONTROL.md. */
@Timeout(30)
class DiscoverTest {
    private static final Pattern WORD = Pattern.compile("`([a-z0-9_.]+)(\\?)?`");

    @TempDir
    Path folder;

    private Map<String, Object> document() throws Exception {
        try (Served daemon = new Served(folder);
                Program program = daemon.program()) {
            return asMap(program.call("rpc.discover", Map.of()));
        }
    }

    @SuppressWarnings("unchecked") // the document's objects have texts as names
    private static Map<String, Object> asMap(Object json) {
        return (Map<String, Object>) assertInstanceOf(Map.class, json);
    }

    private static List<Map<String, Object>> asList(Object json) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Object entry : assertInstanceOf(List.class, json)) {
            list.add(asMap(entry));
        }
        return list;
    }

    private static String text(Map<String, Object> json, String member) {
        String text = assertInstanceOf(String.class, json.get(member), member);
        assertFalse(text.isBlank(), member);
        return text;
    }

    @Test
    void isAnOpenRpcDocument() throws Exception {
        Map<String, Object> document = document();
        assertTrue(text(document, "openrpc").matches("1\\.[0-9]+\\.[0-9]+"));
        text(asMap(document.get("info")), "title");
        assertEquals("1.2.3", text(asMap(document.get("info")), "version"));
        Set<String> names = new HashSet<>();
        for (Map<String, Object> method : asList(document.get("methods"))) {
            assertTrue(names.add(text(method, "name")), "twice");
            text(method, "summary");
            assertTrue(Set.of("by-name", "by-position", "either").contains(text(method, "paramStructure")));
            Set<String> params = new HashSet<>();
            boolean optional = false;
            for (Map<String, Object> param : asList(method.get("params"))) {
                assertTrue(params.add(text(param, "name")));
                checkSchema(asMap(param.get("schema")));
                boolean required = Boolean.TRUE.equals(param.get("required"));
                assertFalse(required && optional, "OpenRPC wants required parameters first: " + method);
                optional = !required;
            }
            Map<String, Object> result = asMap(method.get("result"));
            text(result, "name");
            checkSchema(asMap(result.get("schema")));
        }
        assertTrue(names.size() > 20);
    }

    private static void checkSchema(Map<String, Object> schema) {
        String type = text(schema, "type");
        assertTrue(Set.of("string", "integer", "number", "boolean", "array", "object")
                .contains(type));
        if (schema.containsKey("items")) {
            assertEquals("array", type);
            checkSchema(asMap(schema.get("items")));
        }
        if (schema.containsKey("enum")) {
            assertFalse(assertInstanceOf(List.class, schema.get("enum")).isEmpty());
        }
    }

    @Test
    void saysTheSameAsTheDocumentation() throws Exception {
        Map<String, Set<String>> described = new TreeMap<>();
        for (Map<String, Object> method : asList(document().get("methods"))) {
            Set<String> params = new TreeSet<>();
            for (Map<String, Object> param : asList(method.get("params"))) {
                params.add(param.get("name") + (Boolean.TRUE.equals(param.get("required")) ? "" : "?"));
            }
            described.put(text(method, "name"), params);
        }
        assertEquals(documented(), described);
    }

    /** The rows of the table: a cell of one or several methods, a cell of their parameters, one of the result. */
    private static Map<String, Set<String>> documented() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "docs", "CONTROL.md"));
        Map<String, Set<String>> methods = new TreeMap<>();
        int at = lines.indexOf("| method | parameters | result |") + 2;
        assertTrue(at > 1, "the table is there");
        for (; lines.get(at).startsWith("|"); at++) {
            String[] cells = lines.get(at).split("\\|", -1);
            Set<String> params = new TreeSet<>();
            // What stands in brackets says more about the parameter before it.
            Matcher param = WORD.matcher(withoutBrackets(cells[2]));
            while (param.find()) {
                params.add(param.group(1) + (param.group(2) == null ? "" : "?"));
            }
            Matcher method = WORD.matcher(cells[1]);
            while (method.find()) {
                methods.put(method.group(1), params);
            }
        }
        return methods;
    }

    private static String withoutBrackets(String cell) {
        return cell.replaceAll("\\([^)]*\\)", "");
    }

    @Test
    void hasEveryErrorOfTheDocumentation() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "CONTROL.md"));
        Set<String> codes = new TreeSet<>();
        Matcher row = Pattern.compile("(?m)^\\| (-3200[0-9]) \\| [0-9] \\|[^|]*\\|([^|]*)\\|$")
                .matcher(page);
        while (row.find()) {
            Matcher reason = WORD.matcher(row.group(2));
            while (reason.find()) {
                codes.add(row.group(1) + " " + reason.group(1));
            }
        }
        assertTrue(codes.size() > 15, codes.toString());
        Set<String> known = new TreeSet<>();
        for (Object entry :
                asMap(asMap(document().get("components")).get("errors")).values()) {
            Map<String, Object> error = asMap(entry);
            known.add(error.get("code") + " " + error.get("message"));
        }
        Set<String> missing = new TreeSet<>(codes);
        missing.removeAll(known);
        assertEquals(Set.of(), missing);
    }
}
