package io.usi.plugins.keyfile;

import io.usi.plugin.PluginException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a key's text stands. No error repeats the name that the user gave: who gives the key itself there by mistake must
 * not find it in a log.
 */
sealed interface KeySource {
    /** What the user gave it with. */
    String setting();

    /**
     * The text, not yet known to be a key.
     *
     * @return a fresh array, which the caller wipes
     * @throws PluginException where it cannot be had, or others can get at it; the message says what to do
     */
    char[] text() throws PluginException;

    /** A file of the user's. */
    record InFile(Path path) implements KeySource {
        @Override
        public String setting() {
            return "--key-file (key.file)";
        }

        @Override
        public char[] text() throws PluginException {
            return new GuardedFile(path, Standing::problemOfFile).read();
        }
    }

    /**
     * A credential that the service manager gave to the daemon's unit.
     *
     * @param folder where the unit's credentials are; empty where it has none
     */
    record Credential(String name, String folder) implements KeySource {
        /** The variable that names the folder of a unit's credentials. */
        static final String FOLDER = "CREDENTIALS_DIRECTORY";

        private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[^/:\\p{Cntrl}]{1,255}");

        @Override
        public String setting() {
            return "--key-credential (key.credential)";
        }

        @Override
        public char[] text() throws PluginException {
            if (!NAME.matcher(name).matches()) {
                throw new PluginException("this is no name of a credential: give the part of LoadCredential=NAME:FILE"
                        + " before the colon");
            }
            if (folder.isEmpty()) {
                throw new PluginException("systemd gave no credentials ($" + FOLDER + " is not set): put"
                        + " LoadCredential=NAME:FILE or SetCredentialEncrypted= into the [Service] part of the unit");
            }
            Path file = Path.of(folder).resolve(name);
            if (Files.notExists(file)) {
                throw new PluginException("systemd gave no credential of this name: put LoadCredential=NAME:FILE or"
                        + " SetCredentialEncrypted= with it into the [Service] part of the unit");
            }
            return new GuardedFile(file, Standing::problemOfCredential).read();
        }
    }

    /** A variable in the daemon's environment, where it stays. */
    record Variable(String name, Map<String, String> environment) implements KeySource {
        @Override
        public String setting() {
            return "--key-environment (key.environment)";
        }

        @Override
        public char[] text() throws PluginException {
            String value = environment.get(name);
            if (value == null) {
                throw new PluginException("there is no environment variable of this name: set it for the daemon, or"
                        + " give the name of another, without $");
            }
            return value.toCharArray();
        }

        /** Without the environment, which holds a key. */
        @Override
        public String toString() {
            return setting();
        }
    }
}
