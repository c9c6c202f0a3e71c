package io.usi.bench;

import io.usi.daemon.crypto.BatchedOcb;
import io.usi.daemon.crypto.Ocb;
import io.usi.daemon.crypto.Ocb.Direction;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.OCBBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One record of OCB: ours, and Bouncy Castle's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class OcbBenchmark {
    private static final byte[] NO_DATA = new byte[0];

    /** In bits. */
    @Param({"128", "192", "256"})
    int key;

    /** In bytes. */
    @Param({"16384", "65536"})
    int size;

    private byte[] secret;
    private Ocb ours;
    private byte[] plain;
    private byte[] sealed;
    private byte[] out;
    private final byte[] nonce = new byte[15];
    private final byte[] tag = new byte[Ocb.TAG];
    private final byte[] expected = new byte[Ocb.TAG];
    private long number;

    /** Seals what is opened. */
    @Setup(Level.Trial)
    public void seal() {
        secret = new byte[key / 8];
        ours = new BatchedOcb(secret);
        plain = new byte[size];
        sealed = new byte[size];
        out = new byte[size + Ocb.TAG];
        ours.begin(Direction.SEAL, nonce, NO_DATA);
        ours.seal(plain, 0, size, sealed, 0, expected, 0);
    }

    /** Ours, another nonce each time. */
    @Benchmark
    public byte[] oursSeals() {
        ByteBuffer.wrap(nonce).putLong(number++);
        ours.begin(Direction.SEAL, nonce, NO_DATA);
        ours.seal(plain, 0, size, out, 0, tag, 0);
        return out;
    }

    /** Ours. */
    @Benchmark
    public boolean oursOpens() {
        ByteBuffer.wrap(nonce).putLong(0);
        ours.begin(Direction.OPEN, nonce, NO_DATA);
        if (!ours.open(sealed, 0, size, out, 0, expected, 0)) {
            throw new IllegalStateException("not authentic");
        }
        return true;
    }

    /** Bouncy Castle's, another nonce each time. */
    @Benchmark
    public byte[] bouncyCastleSeals() throws InvalidCipherTextException {
        ByteBuffer.wrap(nonce).putLong(number++);
        OCBBlockCipher cipher = new OCBBlockCipher(AESEngine.newInstance(), AESEngine.newInstance());
        cipher.init(true, new AEADParameters(new KeyParameter(secret), 128, nonce.clone()));
        int done = cipher.processBytes(plain, 0, size, out, 0);
        cipher.doFinal(out, done);
        return out;
    }
}
