package io.usi.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A plugin's jar from the source of its classes, built against what the distribution holds. */
final class HostileJar {
    private static final String API =
            Place.DIST.resolve("lib/usi-plugin-api.jar") + ":" + Place.DIST.resolve("lib/pf4j.jar");

    private final String id;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final List<String> extensions = new ArrayList<>();

    private HostileJar(String id) {
        this.id = id;
        manifest.put("Plugin-Id", id);
        manifest.put("Plugin-Version", "6.6.6");
        manifest.put("Plugin-Requires", ">=1.0.0 & <2.0.0");
    }

    static HostileJar of(String id) {
        return new HostileJar(id);
    }

    /** Adds an extension of a point's simple name. */
    HostileJar extension(String point, String body) {
        extensions.add("hostile.Hostile");
        return source(
                "hostile/Hostile.java",
                HEAD + "@org.pf4j.Extension public class Hostile implements " + point + " {" + body + "}");
    }

    /** Adds a class that is told of start and stop. */
    HostileJar lifecycle(String body) {
        manifest.put("Plugin-Class", "hostile.Life");
        return source("hostile/Life.java", HEAD + "public class Life extends org.pf4j.Plugin {" + body + "}");
    }

    private static final String HEAD = "package hostile; import io.usi.plugin.*; import java.util.*; import java.io.*;"
            + "import java.nio.file.*; ";

    HostileJar source(String path, String text) {
        sources.put(path, text);
        return this;
    }

    HostileJar manifest(String key, String value) {
        manifest.put(key, value);
        return this;
    }

    Path into(Path folder) throws IOException {
        Path jar = folder.resolve(id + ".jar");
        Manifest file = new Manifest();
        file.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.forEach(file.getMainAttributes()::putValue);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), file)) {
            for (Map.Entry<String, ByteArrayOutputStream> compiled : compile().entrySet()) {
                out.putNextEntry(new JarEntry(compiled.getKey().replace('.', '/') + ".class"));
                compiled.getValue().writeTo(out);
            }
            out.putNextEntry(new JarEntry("META-INF/extensions.idx"));
            out.write(String.join("\n", extensions).getBytes(StandardCharsets.UTF_8));
        }
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        return jar;
    }

    private Map<String, ByteArrayOutputStream> compile() throws IOException {
        Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null);
                JavaFileManager memory = inMemory(files, classes)) {
            List<String> options = List.of("--release", "17", "-proc:none", "-cp", API);
            List<JavaFileObject> units =
                    sources.entrySet().stream().map(HostileJar::unit).toList();
            if (!compiler.getTask(output, memory, problems, options, null, units)
                    .call()) {
                throw new AssertionError(id + ": " + problems.getDiagnostics() + output);
            }
        }
        return classes;
    }

    private static JavaFileManager inMemory(StandardJavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
        return new ForwardingJavaFileManager<>(files) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                    Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/')), kind) {
                    @Override
                    public ByteArrayOutputStream openOutputStream() {
                        return classes.computeIfAbsent(className, name -> new ByteArrayOutputStream());
                    }
                };
            }
        };
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
