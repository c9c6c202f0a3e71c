package io.usi.plugins.sinkcommand;

import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The shell that runs the administrator's command.
 *
 * @param command one line of its language
 */
record Shell(boolean windows, String command) {
    /**
     * What a command may see of the daemon's environment. All else stays away from it: any variable may hold the preset
     * key or another secret.
     */
    private static final Set<String> PASSED = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "JAVA_HOME",
            "XDG_RUNTIME_DIR",
            "DBUS_SESSION_BUS_ADDRESS",
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "APPDATA",
            "COMSPEC",
            "LOCALAPPDATA",
            "PATHEXT",
            "PROGRAMDATA",
            "PROGRAMFILES",
            "PROGRAMFILES(X86)",
            "SYSTEMDRIVE",
            "SYSTEMROOT",
            "TEMP",
            "TMP",
            "USERNAME",
            "USERPROFILE",
            "WINDIR");

    static Shell ofThisSystem(String command) {
        return new Shell(File.separatorChar == '\\', command);
    }

    /**
     * A file's name as the command may see it.
     *
     * @param safe a name that is safe as a file's
     */
    String name(String safe) {
        // cmd.exe puts variables into a line before it takes the line apart, so these would be read as its own.
        return windows ? safe.replaceAll("[&^%!()]", "_") : safe;
    }

    /**
     * What starts the command for one file. Its standard input is a pipe; what it prints is lost, since that may be the
     * file's content.
     *
     * @param name what {@link #name} returned
     * @param size the file's size in bytes
     */
    ProcessBuilder process(String name, long size) {
        ProcessBuilder builder = new ProcessBuilder(arguments())
                .directory(Path.of("").toAbsolutePath().getRoot().toFile())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().keySet().removeIf(variable -> !passes(variable));
        builder.environment().put("USI_FILE_NAME", name);
        builder.environment().put("USI_FILE_SIZE", Long.toString(size));
        return builder;
    }

    List<String> arguments() {
        if (!windows) {
            return List.of("/bin/sh", "-c", command);
        }
        String root = System.getenv().getOrDefault("SystemRoot", "C:\\Windows");
        // With /s, cmd.exe takes exactly the outer quotation marks away.
        return List.of(root + "\\System32\\cmd.exe", "/d", "/s", "/c", "\"" + command + "\"");
    }

    private static boolean passes(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        return PASSED.contains(name) || name.startsWith("LC_");
    }
}
