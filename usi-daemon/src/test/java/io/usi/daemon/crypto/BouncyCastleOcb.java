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
    private Direction direction;

    BouncyCastleOcb(byte[] key) {
        this.key = key.clone();
    }

    @Override
    public void begin(Direction newDirection, byte[] nonce, byte[] associated) {
        direction = newDirection;
        cipher = new OCBBlockCipher(AESEngine.newInstance(), AESEngine.newInstance());
        cipher.init(direction == Direction.SEAL, new AEADParameters(new KeyParameter(key), 128, nonce, associated));
    }

    @Override
    public void trim() {
        cipher = null;
    }

    @Override
    public void update(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        if (direction == Direction.OPEN) {
            throw new UnsupportedOperationException("Bouncy Castle holds back what could be the tag");
        }
        if (cipher.processBytes(in, inOffset, length, out, outOffset) != length) {
            throw new IllegalArgumentException("update takes whole blocks");
        }
    }

    @Override
    public void seal(byte[] in, int inOffset, int length, byte[] out, int outOffset, byte[] tag, int tagOffset) {
        int written = cipher.processBytes(in, inOffset, length, out, outOffset);
        byte[] rest = new byte[BLOCK + TAG];
        int count = end(rest, 0);
        System.arraycopy(rest, 0, out, outOffset + written, count - TAG);
        System.arraycopy(rest, count - TAG, tag, tagOffset, TAG);
    }

    @Override
    public boolean open(byte[] in, int inOffset, int length, byte[] out, int outOffset, byte[] tag, int tagOffset) {
        byte[] plain = new byte[length + TAG];
        int written = cipher.processBytes(in, inOffset, length, plain, 0);
        written += cipher.processBytes(tag, tagOffset, TAG, plain, written);
        if (end(plain, written) < 0) {
            Arrays.fill(out, outOffset, outOffset + length, (byte) 0);
            return false;
        }
        System.arraycopy(plain, 0, out, outOffset, length);
        return true;
    }

    /** How many bytes came, or less than 0 where the message is not authentic. */
    private int end(byte[] out, int outOffset) {
        try {
            return cipher.doFinal(out, outOffset);
        } catch (InvalidCipherTextException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
    }
}
