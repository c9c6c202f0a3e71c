package io.usi.daemon.usi3;

import io.usi.daemon.crypto.Ocb;
import java.util.concurrent.TimeUnit;
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

/** A record of USI/3, in place, as a session has it. It lies in the package of what it measures, which nobody else uses. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RecordBenchmark {
    /** Of the plaintext, in bytes: a short text, and a part of a file. */
    @Param({"64", "65536"})
    int size;

    private TrafficKey sealing;
    private TrafficKey opening;
    private byte[] buffer;

    /** New keys, since the numbers of both have to agree. */
    @Setup(Level.Iteration)
    public void keys() {
        sealing = TrafficKey.chain(new byte[KeySchedule.BYTES]);
        opening = TrafficKey.chain(new byte[KeySchedule.BYTES]);
        buffer = new byte[Integer.BYTES + size + Ocb.TAG];
    }

    private void updateInTime() {
        if (sealing.blocks() >= 1L << 28) {
            sealing.update();
            opening.update();
        }
    }

    /** What the writing side does. */
    @Benchmark
    public int seal() {
        updateInTime();
        return sealing.seal(buffer, 0, size);
    }

    /** What both sides do: a record can be opened only once. */
    @Benchmark
    public int sealAndOpen() {
        updateInTime();
        int length = sealing.seal(buffer, 0, size);
        return opening.open(buffer, Integer.BYTES, length - Integer.BYTES);
    }
}
