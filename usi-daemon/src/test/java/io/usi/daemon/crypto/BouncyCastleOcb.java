package io.usi.daemon.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.OCBBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** Bouncy Castle's OCB behind the same interface: slow, and the reference for the one that runs. */
final class BouncyCastleOcb implements Ocb {
    private final byte[] key;
    private OCBBlockCipher cipher;
    private byte[] output = new byte[0];
    private int given;

    BouncyCastleOcb(byte[] key) {
        this.key = key.clone();
    }

    @Override
    public void begin(Direction direction, byte[] nonce, byte[] associated) {
        cipher = new OCBBlockCipher(AESEngine.newInstance(), AESEngine.newInstance());
        cipher.init(direction == Direction.SEAL, new AEADParameters(new KeyParameter(key), 128, nonce, associated));
        output = new byte[0];
        given = 0;
    }

    @Override
    public void update(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        throw new UnsupportedOperationException("the reference takes a message in one piece");
    }

    private void feed(byte[] in, int inOffset, int length) {
        byte[] buffer = new byte[cipher.getUpdateOutputSize(length)];
        int written = cipher.processBytes(in, inOffset, length, buffer, 0);
        append(buffer, written);
        given += length;
    }

    private void append(byte[] buffer, int length) {
        int old = output.length;
        output = Arrays.copyOf(output, old + length);
        System.arraycopy(buffer, 0, output, old, length);
    }

    @Override
    public void seal(byte[] in, int inOffset, int length, byte[] out, int outOffset, byte[] tag, int tagOffset) {
        feed(in, inOffset, length);
        byte[] rest = new byte[cipher.getOutputSize(0)];
        try {
            append(rest, cipher.doFinal(rest, 0));
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException(e);
        }
        System.arraycopy(output, 0, out, outOffset, given);
        System.arraycopy(output, given, tag, tagOffset, TAG);
    }

    @Override
    public boolean open(byte[] in, int inOffset, int length, byte[] out, int outOffset, byte[] tag, int tagOffset) {
        feed(in, inOffset, length);
        feed(tag, tagOffset, TAG);
        byte[] rest = new byte[cipher.getOutputSize(0)];
        try {
            append(rest, cipher.doFinal(rest, 0));
        } catch (InvalidCipherTextException e) {
            return false;
        }
        System.arraycopy(output, 0, out, outOffset, given - TAG);
        return true;
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
    }
}
