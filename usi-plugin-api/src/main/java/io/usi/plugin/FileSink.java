package io.usi.plugin;

import java.io.Closeable;
import java.io.IOException;

/**
 * Takes the files that are accepted. A sink is told a name and bytes, never who sent them, and gets no logger: nothing
 * about a file may reach any other place than the sink's own.
 */
public interface FileSink extends Configurable {
    /**
     * Whether this sink was configured and takes files. Called at any time, on a thread of the daemon's; may take at
     * most one second.
     *
     * @return false where the user configured nothing for it
     */
    boolean ready();

    /**
     * Whether this sink wants no byte that might be forged. The daemon then keeps a file whose parts cannot be checked as
     * they come (those of USI 2) in its encrypted spool until the whole is authentic. Called once for each file, on a
     * thread of the daemon's; may take at most one second.
     *
     * @return false by default
     */
    default boolean authenticOnly() {
        return false;
    }

    /**
     * Begins to receive one file. Called on a thread of the daemon's, several files at a time; may take at most ten
     * seconds.
     *
     * @param name the sender's own word for the file, unchecked: it may hold separators, dots, control characters or
     *     anything else
     * @param size the size in bytes, at least 0
     * @return the reception, which the daemon closes in every case
     * @throws IOException where the file cannot be taken; the transfer fails with this message, which must hold no name
     */
    Reception receive(String name, long size) throws IOException;

    /**
     * One file on its way in. Used by one thread at a time, though not always the same. Where the transfer is cancelled
     * while a call is under way, its thread is interrupted; a sink that does not return within ten seconds of that is
     * not used again. The bytes written are <em>not yet authenticated</em> unless the sink is {@link #authenticOnly}, and
     * may not be all: until {@link #commit} they must stay where nobody takes them for the file. The daemon calls {@link #close} last;
     * without a commit before, nothing of the file may remain.
     */
    interface Reception extends Closeable {
        /**
         * The next bytes, on the thread that carries out the transfer. May block as long as the storage needs; the
         * sender waits.
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

        /**
         * Ends the reception, and takes away what there is of the file where {@link #commit} did not succeed. May take
         * at most ten seconds.
         *
         * @throws IOException where that fails
         */
        @Override
        void close() throws IOException;
    }
}
