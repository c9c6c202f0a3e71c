package io.usi.daemon.usi3.file;

import io.usi.daemon.usi3.frame.Frame;

/** What an open session offers to the files. For any thread; never blocks. */
public interface Outlet {
    /** Sends a frame, in the order of the calls; drops it where the session is over. */
    void send(Frame frame);

    /** There may be something: the writer will ask {@link FileExchange#nextData} again. */
    void dataReady();
}
