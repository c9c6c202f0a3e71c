package io.usi.daemon.systemd;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountsTest {
    private static final List<String> TABLE = List.of(
            "/dev/vda / ext4 rw,relatime 0 0",
            "tmpfs /tmp tmpfs rw,nosuid,nodev,noexec 0 0",
            "/dev/vdb /var ext4 rw,noexec 0 0",
            "/dev/vdc /var/lib/a\\040b ext4 rw 0 0",
            "tmpfs /tmp/own tmpfs rw,noexec 0 0",
            "tmpfs /tmp/own tmpfs rw 0 0");

    @Test
    void theNearestMountCounts() {
        assertTrue(Mounts.execute(Path.of("/home/usi"), TABLE));
        assertFalse(Mounts.execute(Path.of("/tmp"), TABLE));
        assertFalse(Mounts.execute(Path.of("/tmp/other"), TABLE));
        assertTrue(Mounts.execute(Path.of("/tmpfs"), TABLE));
        assertFalse(Mounts.execute(Path.of("/var/lib/usi"), TABLE));
        assertTrue(Mounts.execute(Path.of("/var/lib/a b/c"), TABLE));
        assertTrue(Mounts.execute(Path.of("/tmp/own"), TABLE));
    }
}
