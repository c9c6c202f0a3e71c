package io.usi.ctl.chat;

import java.io.IOException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.impl.exec.ExecPty;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/** The terminal's settings and size by {@code stty}, which is asked again only where they may have changed. */
final class KnownPty extends ExecPty {
    private Attributes attributes;
    private Size size;

    KnownPty() {
        super(new ExecTerminalProvider(), SystemStream.Output, "/dev/tty");
    }

    @Override
    public synchronized Attributes getAttr() throws IOException {
        if (attributes == null) {
            attributes = super.getAttr();
        }
        return new Attributes(attributes);
    }

    @Override
    protected synchronized void doSetAttr(Attributes wanted) throws IOException {
        super.doSetAttr(wanted);
        attributes = new Attributes(wanted);
    }

    @Override
    public synchronized Size getSize() throws IOException {
        if (size == null) {
            size = super.getSize();
        }
        return new Size(size.getColumns(), size.getRows());
    }

    /** Others may have changed them. */
    synchronized void forget() {
        attributes = null;
        size = null;
    }

    /** The terminal has another size. */
    synchronized void forgetSize() {
        size = null;
    }
}
