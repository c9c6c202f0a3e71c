package io.usi.ctl.doctor;

import io.usi.ctl.Version;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.Units;
import java.util.List;
import java.util.Map;

/** What the daemon says of itself. */
final class DaemonCheck {
    private static final Texts TEXTS = Texts.of(DaemonCheck.class);

    private DaemonCheck() {}

    static List<Finding> look(Map<String, Object> status) {
        String version = Values.text(status, "version");
        String is = TEXTS.get(
                "daemon.is",
                version,
                Values.text(status, "pid"),
                Values.text(status, "user"),
                Units.seconds(Values.number(status, "uptime_s")));
        if (Values.text(status, "state").equals("locked")) {
            return List.of(Finding.problem("daemon", TEXTS.get("daemon.locked", is), TEXTS.get("daemon.unlock")));
        }
        if (!version.equals(Version.read())) {
            return List.of(Finding.problem("daemon", is, TEXTS.get("daemon.version", Version.read())));
        }
        return List.of(Finding.ok("daemon", is));
    }
}
