package io.usi.it;

import java.io.IOException;
import java.nio.file.Path;

/** How two peers come to a key: by themselves, or from a preset one that both are given. */
enum Keys {
    AUTOMATIC(null),
    PRESET("00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef");

    private final String key;

    Keys(String key) {
        this.key = key;
    }

    /** What the daemon says of a peer. */
    String authenticated() {
        return key == null ? "no" : "preset";
    }

    /** What a daemon needs to connect to a USI 2.4: under a preset key it does not fall back to USI 2 by itself. */
    String[] toUsi24(Path folder, String... arguments) throws IOException {
        return key == null ? daemon(folder, arguments) : daemon(folder, Usi24.concat(arguments, "--protocol", "2"));
    }

    /** The arguments of a daemon, with these keys: a preset one stands in a file. */
    String[] daemon(Path folder, String... arguments) throws IOException {
        if (key == null) {
            return arguments;
        }
        Path file = Data.secret(folder.resolve("preset.key"), key + "\n");
        return Usi24.concat(arguments, "--cle", "@" + file);
    }

    /** The options of a {@link Usi3Peer}, with these keys. */
    String[] usi3(String... options) {
        return key == null ? options : PythonPeer.concat(options, "--key", key);
    }

    /** The options of a {@link Usi24}, with these keys. */
    String[] usi24(String... options) {
        return key == null ? options : Usi24.concat(options, "--cle", key);
    }
}
