package io.usi.daemon.usi3.file;

import io.usi.daemon.crypto.OcbHash;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** A running hash of a file's first bytes, as one side tells it in an ANSWER and the other compares it. For one thread at a time. */
interface PrefixHash {
    /** More bytes. */
    void update(byte[] bytes, int offset, int length);

    /** That of all bytes so far. */
    Frame.Prefix value();

    /**
     * One whose key nobody knows before its first value is told. From then on its transfer's sender could choose two files for
     * it, and nobody else, as it goes through the session; the sender may choose the file anyhow. It costs a tenth of SHA-256.
     */
    static PrefixHash keyed() {
        return keyed(Bytes.random(OcbHash.KEY));
    }

    /** One of nothing, for comparing with what was told. */
    static PrefixHash like(Frame.Prefix told) {
        return told instanceof Frame.Prefix.Keyed keyed ? keyed(keyed.key()) : sha256();
    }

    private static PrefixHash keyed(Bytes key) {
        OcbHash hash = new OcbHash(key.toArray());
        return new PrefixHash() {
            @Override
            public void update(byte[] bytes, int offset, int length) {
                hash.update(bytes, offset, length);
            }

            @Override
            public Frame.Prefix value() {
                return new Frame.Prefix.Keyed(key, Bytes.of(hash.value()));
            }
        };
    }

    private static PrefixHash sha256() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256", "SUN");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        return new PrefixHash() {
            @Override
            public void update(byte[] bytes, int offset, int length) {
                digest.update(bytes, offset, length);
            }

            @Override
            public Frame.Prefix value() {
                try {
                    return new Frame.Prefix.Sha256(Bytes.of(((MessageDigest) digest.clone()).digest()));
                } catch (CloneNotSupportedException e) {
                    throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
                }
            }
        };
    }
}
