package io.usi.dist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** Compresses as {@code gzip -9n} does: nothing in it tells when and where. */
final class Gzip {
    private Gzip() {}

    static void write(Path file, byte[] content) throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(Deflater.BEST_COMPRESSION);
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = new GzipCompressorOutputStream(raw, parameters)) {
            out.write(content);
        }
    }
}
