package io.usi.daemon.usi3.file;

/** Parts of files without a file. */
public final class Chunks {
    private Chunks() {}

    /** As many records as a large buffer takes. */
    public static Chunk whole(byte[] buffer) {
        return new Chunk(buffer, 2, Chunk.RECORDS * Chunk.DATA, chunk -> {});
    }
}
