package io.usi.daemon.usi3.file;

import io.usi.daemon.usi3.frame.Frame;

public interface Outlet {
    void send(Frame frame);

    void dataReady();
}
