package io.usi.daemon.usi3.file;

public final class Chunk {
    public byte[] buffer() {
        return new byte[0];
    }

    public long n() {
        return 0;
    }

    public int length() {
        return 0;
    }

    public void release() {}
}
