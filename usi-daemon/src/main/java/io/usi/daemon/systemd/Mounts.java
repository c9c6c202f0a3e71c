package io.usi.daemon.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where file systems are mounted, as /proc/self/mounts has it; see proc(5) and fstab(5). */
final class Mounts {
    private static final Path TABLE = Path.of("/proc/self/mounts");

    private Mounts() {}

    /** Whether a library in a folder can be loaded; true where it cannot be told. */
    static boolean execute(Path folder) {
        try {
            return execute(folder.toRealPath(), Files.readAllLines(TABLE));
        } catch (IOException | UncheckedIOException e) {
            return true;
        }
    }

    /** That mount counts which is nearest; of several there, the last one. */
    static boolean execute(Path folder, List<String> table) {
        int nearest = -1;
        boolean execute = true;
        for (String line : table) {
            String[] fields = line.split(" ", 6);
            Path point = Path.of(fields[1].replace("\\040", " "));
            if (folder.startsWith(point) && point.getNameCount() >= nearest) {
                nearest = point.getNameCount();
                execute = !Arrays.asList(fields[3].split(",")).contains("noexec");
            }
        }
        return execute;
    }
}
