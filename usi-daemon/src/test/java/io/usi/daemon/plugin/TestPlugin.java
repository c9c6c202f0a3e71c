package io.usi.daemon.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Builds a plugin's jar as a stranger's build would: from source, against the API. */
public final class TestPlugin {
    private final String id;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final List<String> extensions = new ArrayList<>();

    private TestPlugin(String id) {
        this.id = id;
        manifest.put("Plugin-Id", id);
        manifest.put("Plugin-Version", "1.2.3");
        manifest.put("Plugin-Requires", ">=1.0.0 & <2.0.0");
    }

    /**
     * Starts a plugin.
     *
     * @param id its id
     * @return this
     */
    public static TestPlugin of(String id) {
        return new TestPlugin(id);
    }

    /**
     * Adds an extension.
     *
     * @param name the class, in the package {@code test}
     * @param points what it implements, by simple names of the API's
     * @param body of the class
     * @return this
     */
    public TestPlugin extension(String name, String points, String body) {
        extensions.add("test." + name);
        return type(name, "@org.pf4j.Extension public class " + name + " implements " + points + " {" + body + "}");
    }

    TestPlugin type(String name, String declaration) {
        sources.put(
                "test/" + name + ".java",
                "package test; import io.usi.plugin.*; import java.util.*; import java.io.*; " + declaration);
        return this;
    }

    TestPlugin source(String path, String text) {
        sources.put(path, text);
        return this;
    }

    TestPlugin manifest(String key, String value) {
        if (value.isEmpty()) {
            manifest.remove(key);
        } else {
            manifest.put(key, value);
        }
        return this;
    }

    /** The body of {@code settings()} with one setting. */
    public static String setting(String key, String option, String kind) {
        String options = option.isEmpty() ? "" : "\"" + option + "\"";
        String parameter = kind.equals("FLAG") ? "" : "X";
        return "public List<Setting> settings() { return List.of(new Setting(\"" + key + "\", List.of(" + options
                + "), Setting.Kind." + kind + ", \"" + parameter + "\", \"help of " + key + "\", \"aide de " + key
                + "\")); }";
    }

    /**
     * Compiles it into a folder.
     *
     * @param folder where the jar goes
     * @return the jar
     */
    public Path build(Path folder) throws IOException {
        Path classes = Files.createTempDirectory("usi-test-plugin");
        compile(classes);
        Path jar = folder.resolve(id + ".jar");
        Manifest file = new Manifest();
        file.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.forEach(file.getMainAttributes()::putValue);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, file);
                Stream<Path> tree = Files.walk(classes)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                Files.copy(path, entries);
            }
            entries.putNextEntry(new JarEntry("META-INF/extensions.idx"));
            entries.write(String.join("\n", extensions).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        try (Stream<Path> tree = Files.walk(classes)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        return jar;
    }

    private void compile(Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
            StringWriter output = new StringWriter();
            boolean compiled = compiler.getTask(
                            output,
                            files,
                            problems,
                            List.of(
                                    "-d",
                                    classes.toString(),
                                    "-proc:none",
                                    "-cp",
                                    System.getProperty("java.class.path")),
                            null,
                            sources.entrySet().stream().map(TestPlugin::unit).toList())
                    .call();
            if (!compiled) {
                throw new AssertionError(problems.getDiagnostics() + output.toString());
            }
        }
    }

    private static JavaFileObject unit(Map.Entry<String, String> source) {
        return new SimpleJavaFileObject(URI.create("string:///" + source.getKey()), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source.getValue();
            }
        };
    }
}
