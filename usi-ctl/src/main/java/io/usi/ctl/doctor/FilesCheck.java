package io.usi.ctl.doctor;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Texts;
import java.util.List;
import java.util.Map;

/** Whether files that are accepted by themselves have somewhere to go. */
final class FilesCheck {
    private static final Texts TEXTS = Texts.of(FilesCheck.class);

    private FilesCheck() {}

    static List<Finding> look(Map<String, Object> status) {
        return Values.text(status, "accept").equals("always") && !Values.flag(status, "sink")
                ? List.of(Finding.problem("files", TEXTS.get("files.nowhere"), TEXTS.get("files.sink")))
                : List.of();
    }
}
