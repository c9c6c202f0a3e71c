package io.usi.plugins.notifywindows;

import io.usi.plugin.PluginException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Windows PowerShell, which alone reaches the notifications of Windows without a library of machine code. It is given one
 * and the same script every time. Whatever changes goes through its standard input in base64, and becomes text nodes: no
 * text is ever a part of a command or of markup.
 */
final class PowerShell {
    /** Reads four lines: the application's id, the title, the text and the hint, each in base64 of UTF-8. */
    static final String SCRIPT = """
            $ErrorActionPreference = 'Stop'
            try {
                $values = @($input | ForEach-Object { [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($_)) })
                if ($values.Count -ne 4) { exit 2 }
                [void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
                [void][Windows.UI.Notifications.ToastNotification, Windows.UI.Notifications, ContentType = WindowsRuntime]
                [void][Windows.Data.Xml.Dom.XmlDocument, Windows.Data.Xml.Dom.XmlDocument, ContentType = WindowsRuntime]
                $xml = New-Object Windows.Data.Xml.Dom.XmlDocument
                $xml.LoadXml('<toast><visual><binding template="ToastGeneric"><text/><text/><text/></binding></visual></toast>')
                $texts = $xml.GetElementsByTagName('text')
                for ($i = 0; $i -lt 3; $i++) {
                    [void]$texts.Item($i).AppendChild($xml.CreateTextNode($values[$i + 1]))
                }
                $toast = New-Object Windows.UI.Notifications.ToastNotification $xml
                [Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($values[0]).Show($toast)
            } catch {
                exit 1
            }
            """;

    private static final String ENCODED =
            Base64.getEncoder().encodeToString(SCRIPT.getBytes(StandardCharsets.UTF_16LE));

    private final Path program;
    private final String applicationId;
    private final Duration limit;

    PowerShell(Path program, String applicationId, Duration limit) {
        this.program = program;
        this.applicationId = applicationId;
        this.limit = limit;
    }

    /** Where Windows has it. Never looked for on the path, where anything may lie. */
    static Path ofThisSystem() {
        return Path.of(
                System.getenv().getOrDefault("SystemRoot", "C:\\Windows"),
                "System32",
                "WindowsPowerShell",
                "v1.0",
                "powershell.exe");
    }

    List<String> arguments() {
        return List.of(
                program.toString(),
                "-NoLogo",
                "-NoProfile",
                "-NonInteractive",
                "-InputFormat",
                "Text",
                "-OutputFormat",
                "Text",
                "-EncodedCommand",
                ENCODED);
    }

    /** Shows a toast, and returns once that is done. */
    void show(Toast toast) throws PluginException {
        Process process;
        try {
            process = new ProcessBuilder(arguments())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new PluginException(
                    "PowerShell cannot be started: give its path with --notify-powershell (notify.powershell)", e);
        }
        try {
            boolean taken = write(process, String.join("\n", toast.lines(applicationId)) + "\n");
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new PluginException(
                        "PowerShell did not show a notification within " + limit.toSeconds() + " seconds");
            }
            if (process.exitValue() != 0 || !taken) {
                throw new PluginException(
                        "PowerShell could not show a notification (exit code " + process.exitValue() + ")");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginException("a notification was given up", e);
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    /** Returns whether it could be written; where not, the exit code tells more. */
    private static boolean write(Process process, String lines) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(lines.getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
