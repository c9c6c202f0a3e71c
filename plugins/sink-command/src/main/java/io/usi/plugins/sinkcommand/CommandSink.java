package io.usi.plugins.sinkcommand;

import io.usi.plugin.FileSink;
import io.usi.plugin.Setting;
import io.usi.plugin.Setting.Kind;
import io.usi.plugin.Values;
import io.usi.plugins.sinkdirectory.SafeName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.pf4j.Extension;

/** Gives accepted files to the command of the setting {@code files.command}, each to a process of its own. */
@Extension
public final class CommandSink implements FileSink {
    private static final String KEY = "files.command";

    private final Running running;
    private volatile Optional<Shell> shell = Optional.empty();

    /** Created by the daemon. */
    public CommandSink() {
        this(Running.SHARED);
    }

    CommandSink(Running running) {
        this.running = running;
    }

    @Override
    public List<Setting> settings() {
        return List.of(new Setting(
                KEY,
                List.of(),
                Kind.TEXT,
                "COMMAND",
                "Give each accepted file to this shell command's standard input, with $USI_FILE_NAME and"
                        + " $USI_FILE_SIZE; it refuses a file by a non-zero exit.",
                "Donner chaque fichier accepté à l’entrée standard de cette commande, avec $USI_FILE_NAME et"
                        + " $USI_FILE_SIZE ; un code de sortie non nul refuse le fichier."));
    }

    @Override
    public void configure(Values values) {
        shell = values.text(KEY).map(Shell::ofThisSystem);
    }

    @Override
    public boolean ready() {
        return shell.isPresent();
    }

    /** What a command has done with forged bytes cannot be undone. */
    @Override
    public boolean authenticOnly() {
        return true;
    }

    @Override
    public Reception receive(String name, long size) throws IOException {
        Shell configured = shell.orElseThrow(() -> new IOException("no command is configured"));
        String safe = configured.name(SafeName.of(name).numbered(0));
        return running.begin(configured.process(safe, size), safe, size);
    }
}
