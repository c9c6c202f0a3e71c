package io.usi.ctl.doctor;

import io.usi.ctl.text.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Which Java runs this, and whether it starts from class data. */
final class JavaCheck {
    private static final Texts TEXTS = Texts.of(JavaCheck.class);
    private static final String ARCHIVE = "-XX:SharedArchiveFile=";

    private JavaCheck() {}

    static Finding look() {
        String version = System.getProperty("java.vendor") + " " + Runtime.version();
        boolean archive = ProcessHandle.current()
                .info()
                .arguments()
                .filter(all -> Arrays.stream(all).anyMatch(each -> each.startsWith(ARCHIVE)))
                .isPresent();
        if (archive) {
            return Finding.ok("java", TEXTS.get("java.archive", version));
        }
        String home = System.getProperty("usi.home", "");
        Path tool = Path.of(home, "lib", "make-class-data");
        String advice = !home.isEmpty() && Files.isExecutable(tool) ? TEXTS.get("java.make", tool) : "";
        return Finding.note("java", TEXTS.get("java.plain", version), advice);
    }
}
