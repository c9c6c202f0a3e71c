package io.usi.plugins.notifywindows;

import io.usi.plugin.Decisions;
import io.usi.plugin.Notice;
import io.usi.plugin.Notifier;
import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import io.usi.plugin.Setting.Kind;
import io.usi.plugin.Values;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.pf4j.Extension;

/** Shows what happens as notifications of Windows. Elsewhere it does nothing, unless it is given a PowerShell. */
@Extension
public final class WindowsNotifier implements Notifier {
    private static final String APP_ID = "notify.windows-app-id";
    private static final String POWERSHELL = "notify.powershell";
    private static final String NO_MESSAGES = "notify.windows-no-messages";
    private static final String NO_FILES = "notify.windows-no-files";
    private static final String NO_PEERS = "notify.windows-no-peers";
    private static final String NO_PREVIEW = "notify.windows-no-preview";

    /** That of Windows PowerShell, which every Windows knows: it shows no notification for an id that it does not know. */
    private static final String POWERSHELL_APP_ID =
            "{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe";

    private static final int MAX_APP_ID = 128;
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final boolean windows;
    private final boolean french;
    private final Duration limit;
    private final Duration pause;
    private volatile Optional<Shown> shown = Optional.empty();

    /** What is shown, and how. */
    private record Shown(Folding folding, Wording wording, boolean messages, boolean files, boolean peers) {}

    /** Created by the daemon. */
    public WindowsNotifier() {
        this(File.separatorChar == '\\', Wording.isFrench(), LIMIT, PAUSE);
    }

    /**
     * A notifier as if on another system.
     *
     * @param limit how long PowerShell may take
     * @param pause how long nothing is shown after a notification
     */
    WindowsNotifier(boolean windows, boolean french, Duration limit, Duration pause) {
        this.windows = windows;
        this.french = french;
        this.limit = limit;
        this.pause = pause;
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                new Setting(
                        APP_ID,
                        List.of(),
                        Kind.TEXT,
                        "ID",
                        "On Windows, show notifications as those of the application of this AppUserModelID; else of"
                                + " Windows PowerShell.",
                        "Sous Windows, afficher les notifications comme celles de l’application de cet"
                                + " AppUserModelID ; sinon de Windows PowerShell."),
                new Setting(
                        POWERSHELL,
                        List.of(),
                        Kind.PATH,
                        "PROGRAM",
                        "Show notifications through this powershell.exe in place of that of Windows.",
                        "Afficher les notifications par ce powershell.exe au lieu de celui de Windows."),
                flag(
                        NO_MESSAGES,
                        "On Windows, show no notification for messages.",
                        "Sous Windows, ne pas afficher de notification pour les messages."),
                flag(
                        NO_FILES,
                        "On Windows, show no notification for offered files.",
                        "Sous Windows, ne pas afficher de notification pour les fichiers proposés."),
                flag(
                        NO_PEERS,
                        "On Windows, show no notification when peers come and go.",
                        "Sous Windows, ne pas afficher de notification pour les pairs qui arrivent et partent."),
                flag(
                        NO_PREVIEW,
                        "On Windows, show neither texts nor names of files in notifications.",
                        "Sous Windows, n’afficher ni textes ni noms de fichiers dans les notifications."));
    }

    private static Setting flag(String key, String help, String helpFr) {
        return new Setting(key, List.of(), Kind.FLAG, "", help, helpFr);
    }

    @Override
    public void configure(Values values) throws PluginException {
        String applicationId = values.text(APP_ID).orElse(POWERSHELL_APP_ID);
        if (applicationId.length() > MAX_APP_ID) {
            throw new PluginException("--notify-windows-app-id (notify.windows-app-id): this is no AppUserModelID: give"
                    + " one of at most " + MAX_APP_ID + " characters, as Get-StartApps shows them");
        }
        Optional<Path> given = values.path(POWERSHELL);
        if (given.filter(path -> !Files.isExecutable(path) || Files.isDirectory(path))
                .isPresent()) {
            throw new PluginException(
                    "--notify-powershell (notify.powershell): there is no such program: give the path of powershell.exe");
        }
        if (given.isEmpty() && !windows) {
            return;
        }
        PowerShell shell = new PowerShell(given.orElseGet(PowerShell::ofThisSystem), applicationId, limit);
        Wording wording = new Wording(french, !values.flag(NO_PREVIEW));
        Folding folding = new Folding(shell::show, wording, pause);
        WindowsPlugin.opened(folding);
        shown = Optional.of(
                new Shown(folding, wording, !values.flag(NO_MESSAGES), !values.flag(NO_FILES), !values.flag(NO_PEERS)));
    }

    @Override
    public void show(Notice notice, Decisions decisions) throws PluginException {
        if (shown.isEmpty()) {
            return;
        }
        Shown how = shown.get();
        Optional<Toast> toast = toast(notice, how);
        if (toast.isPresent()) {
            how.folding().show(toast.get(), notice.encrypted());
        }
    }

    private static Optional<Toast> toast(Notice notice, Shown how) {
        Wording wording = how.wording();
        return switch (notice.kind()) {
            case MESSAGE -> Optional.of(wording.message(notice)).filter(toast -> how.messages());
            case FILE_OFFERED -> Optional.of(wording.file(notice)).filter(toast -> how.files());
            case PEER_JOINED -> Optional.of(wording.joined(notice)).filter(toast -> how.peers());
            case PEER_LEFT -> Optional.of(wording.left(notice)).filter(toast -> how.peers());
            default -> Optional.empty();
        };
    }
}
