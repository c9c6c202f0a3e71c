package io.usi.plugins.sinkdirectory;

import io.usi.plugin.FileSink;
import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import io.usi.plugin.Setting.Kind;
import io.usi.plugin.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pf4j.Extension;

/** Puts accepted files into the folder of the setting {@code files.directory}. */
@Extension
public final class DirectorySink implements FileSink {
    private static final String KEY = "files.directory";

    private volatile Optional<Folder> folder = Optional.empty();

    /** Created by the daemon. */
    public DirectorySink() {}

    @Override
    public List<Setting> settings() {
        return List.of(new Setting(
                KEY,
                List.of(),
                Kind.PATH,
                "DIR",
                "Put accepted files into this folder, which is made where it does not exist.",
                "Mettre les fichiers acceptés dans ce dossier, créé s’il n’existe pas."));
    }

    @Override
    public void configure(Values values) throws PluginException {
        Optional<Path> path = values.path(KEY);
        if (path.isEmpty()) {
            return;
        }
        try {
            folder = Optional.of(Folder.open(path.get()));
        } catch (IOException e) {
            throw new PluginException(
                    "--files-directory (files.directory): no files can be put into " + path.get() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public boolean ready() {
        return folder.isPresent();
    }

    @Override
    public Reception receive(String name, long size) throws IOException {
        return new DirectoryReception(folder.orElseThrow(() -> new IOException("no folder is configured")), name, size);
    }
}
