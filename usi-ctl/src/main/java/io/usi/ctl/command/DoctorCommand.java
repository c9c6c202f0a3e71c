package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.doctor.Doctor;
import io.usi.ctl.doctor.Finding;
import io.usi.ctl.doctor.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** {@code doctor}: what is wrong, and what to do about it. */
final class DoctorCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "doctor",
                        "Look for what is wrong on this machine, with or without a daemon, and say what to do.")
                .example("usi-ctl doctor", "usi-ctl doctor --json | jq '.[] | select(.state == \"problem\")'");
    }

    @Override
    public Exit run(Invocation call) {
        Report report = new Report(call.streams());
        Consumer<Finding> shown =
                call.json() ? finding -> {} : finding -> report.lines(finding).forEach(call.out()::line);
        List<Finding> findings =
                new Doctor(call.option("--socket"), call.streams().environment(), shown).look();
        if (call.json()) {
            List<Object> json = new ArrayList<>();
            for (Finding finding : findings) {
                json.add(finding.toJson());
            }
            call.printJson(json);
        }
        return Doctor.exit(findings);
    }
}
