package io.usi.daemon.usi3.file;

import io.usi.daemon.*;
import io.usi.daemon.transfer.*;
import io.usi.daemon.usi3.frame.Frame;

public final class FileExchange {
    public interface Receiver {
        Inbound file(String name, long size);
    }

    public FileExchange(boolean initiator, ReceiveBudget budget, Timer timer) {}

    public void attach(Outlet outlet, Receiver receiver) {}

    public void detach() {}

    public void end(ErrorCode code, String problem) {}

    public void send(FileSource source, Transfer transfer) {}

    public void offer(Frame.Offer f) {}

    public void answer(Frame.Answer f) {}

    public void credit(Frame.Credit f) {}

    public void end(Frame.End f) {}

    public void cancel(Frame.Cancel f) {}

    public void data(long n, byte[] b, int o, int l) {}

    public Chunk nextData() {
        return null;
    }
}
