package io.usi.bench;

import io.usi.daemon.crypto.MlKem768;
import io.usi.daemon.crypto.X25519Pair;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the opening of a USI/3 session computes, beside RSA. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class OpeningBenchmark {
    private final byte[] x25519 = X25519Pair.generate().publicKey();
    private final MlKem768 mlKem = MlKem768.generate();
    private final byte[] mlKemPublic = mlKem.publicKey();
    private final byte[] ciphertext = MlKem768.encapsulate(mlKemPublic).ciphertext();

    /** A pair, and one agreement with it. */
    @Benchmark
    public byte[] x25519() {
        try (X25519Pair pair = X25519Pair.generate()) {
            return pair.agree(x25519);
        }
    }

    /** A pair. */
    @Benchmark
    public byte[] mlKemGenerates() {
        try (MlKem768 pair = MlKem768.generate()) {
            return pair.publicKey();
        }
    }

    /** The responder's part. */
    @Benchmark
    public byte[] mlKemEncapsulates() {
        return MlKem768.encapsulate(mlKemPublic).ciphertext();
    }

    /** The initiator's part. */
    @Benchmark
    public byte[] mlKemDecapsulates() {
        return mlKem.decapsulate(ciphertext);
    }
}
