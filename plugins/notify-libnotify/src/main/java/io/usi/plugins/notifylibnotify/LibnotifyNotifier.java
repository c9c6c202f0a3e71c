package io.usi.plugins.notifylibnotify;

import io.usi.plugin.Decisions;
import io.usi.plugin.Notice;
import io.usi.plugin.Notifier;
import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import io.usi.plugin.Values;
import java.util.List;
import java.util.function.UnaryOperator;
import org.pf4j.Extension;

/** Shows notices by {@code org.freedesktop.Notifications} on the session bus. */
@Extension
public final class LibnotifyNotifier implements Notifier {
    private static final String NO_MESSAGES = "notify.no-messages";
    private static final String NO_FILES = "notify.no-files";
    private static final String NO_PEERS = "notify.no-peers";
    private static final String NO_PREVIEW = "notify.no-preview";

    /** PF4J gives the plugin's own class no way to its extension: what is to be stopped is kept here. */
    private static final Object LOCK = new Object();

    private static Desktop running;
    private static boolean stopped;

    private final UnaryOperator<String> environment;
    private volatile boolean messages = true;
    private volatile boolean files = true;
    private volatile boolean peers = true;
    private volatile boolean preview = true;

    /** Created by the daemon. */
    public LibnotifyNotifier() {
        this(System::getenv);
    }

    LibnotifyNotifier(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                flag(NO_MESSAGES, "Show no notification for messages.", "Ne pas notifier les messages."),
                flag(NO_FILES, "Show no notification for offered files.", "Ne pas notifier les fichiers proposés."),
                flag(
                        NO_PEERS,
                        "Show no notification for peers that come and go.",
                        "Ne pas notifier les pairs qui arrivent et partent."),
                flag(
                        NO_PREVIEW,
                        "Show who wrote or offers a file, but neither the text nor the file's name.",
                        "Montrer qui écrit ou propose un fichier, mais ni le texte ni le nom du fichier."));
    }

    private static Setting flag(String key, String help, String helpFr) {
        return new Setting(key, List.of(), Setting.Kind.FLAG, "", help, helpFr);
    }

    @Override
    public void configure(Values values) {
        messages = !values.flag(NO_MESSAGES);
        files = !values.flag(NO_FILES);
        peers = !values.flag(NO_PEERS);
        preview = !values.flag(NO_PREVIEW);
    }

    @Override
    public void show(Notice notice, Decisions decisions) throws PluginException {
        boolean wanted =
                switch (notice.kind()) {
                    case MESSAGE -> messages;
                    case FILE_OFFERED, OFFER_ENDED -> files;
                    case PEER_JOINED, PEER_LEFT -> peers;
                    default -> false;
                };
        if (wanted) {
            desktop().show(notice, decisions);
        }
    }

    private Desktop desktop() throws PluginException {
        synchronized (LOCK) {
            if (stopped) {
                throw new PluginException("it was stopped: usi-ctl plugins start notify-libnotify");
            }
            if (running == null) {
                running = new Desktop(environment, Words.of(environment), preview);
            }
            return running;
        }
    }

    static void allow() {
        synchronized (LOCK) {
            stopped = false;
        }
    }

    /** Ends all threads, in less than two seconds. Nothing is shown until {@link #allow}. */
    static void stopAll() {
        Desktop desktop;
        synchronized (LOCK) {
            stopped = true;
            desktop = running;
            running = null;
        }
        if (desktop != null) {
            desktop.close();
        }
    }
}
