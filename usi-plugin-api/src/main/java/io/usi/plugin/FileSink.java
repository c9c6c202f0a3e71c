package io.usi.plugin;

import java.io.Closeable;
import java.io.IOException;

/**
 * Takes the files that are accepted. A sink is told a name and bytes, never who sent them, and gets no logger: nothing
 * about a file may reach any other place than the sink's own.
 */
public interface FileSink extends Configurable {
    /**
     * Whether this sink was configured and takes files. Called at any time, on any thread; returns at once.
     *
     * @return false where the user configured nothing for it
     */
    boolean ready();

    /**
     * Begins to receive one file. Called on the thread that carries out the transfer, several files at a time; may take
     * at most ten seconds.
     *
     * @param name the sender's own word for the file, unchecked: it may hold separators, dots, control characters or
     *     anything else
     * @param size the size in bytes, at least 0
     * @return the reception, which the daemon closes in every case
     * @throws IOException where the file cannot be taken; the transfer fails with this message, which must hold no name
     */
    Reception receive(String name, long size) throws IOException;

    /**
     * One file on its way in. Used by one thread at a time. The bytes written are <em>not yet authenticated</em>: until
     * {@link #commit} they must stay where nobody takes them for the file. The daemon calls {@link #close} last;
     * without a commit before, nothing of the file may remain.
     */
    interface Reception extends Closeable {
        /**
         * The next bytes. May block as long as the storage needs; the sender waits.
         *
         * @param bytes the array, which belongs to the daemon and changes after the call
         * @param offset the first byte
         * @param length how many, at least 1
         * @throws IOException where they cannot be stored, as on a full disk; the transfer then fails
         */
        void write(byte[] bytes, int offset, int length) throws IOException;

        /**
         * All bytes are there and authentic: makes the file final. May take at most one minute.
         *
         * @return the name under which it stands, for the user's eyes
         * @throws IOException where that fails; the transfer then fails
         */
        String commit() throws IOException;
    }
}
