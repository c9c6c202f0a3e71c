package io.usi.ctl.chat;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.ui.Progress;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far the transfers are that are under way, in one line above that which is typed. One thread uses it. */
final class TransferBar {
    private static final int USUAL_COLUMNS = 80;
    private static final int ROOM_FOR_COUNT = 8;

    private final View view;
    private final Map<String, Map<String, Object>> underWay = new LinkedHashMap<>();

    TransferBar(View view) {
        this.view = view;
    }

    /** A transfer moved. */
    void moved(Map<String, Object> transfer) {
        String id = Values.required(transfer, "id");
        underWay.remove(id);
        underWay.put(id, transfer);
        show(transfer);
    }

    /** A transfer ended. */
    void ended(String id) {
        if (underWay.remove(id) != null) {
            underWay.values().stream().findFirst().ifPresentOrElse(this::show, () -> view.progress(""));
        }
    }

    private void show(Map<String, Object> transfer) {
        int columns = view.columns() == 0 ? USUAL_COLUMNS : view.columns();
        int others = underWay.size() - 1;
        view.progress(Progress.line(transfer, columns - ROOM_FOR_COUNT) + (others == 0 ? "" : " (+" + others + ")"));
    }
}
