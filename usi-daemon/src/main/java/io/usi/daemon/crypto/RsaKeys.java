package io.usi.daemon.crypto;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * RSA-2048 as USI 2.4 uses it: e = 65537, RSASSA-PSS with SHA-256, MGF1-SHA-256 and a salt of 32 bytes; RSAES-OAEP with
 * SHA-1, MGF1-SHA-1 and an empty label (RFC 8017, sections 7.1 and 8.1).
 */
public final class RsaKeys {
    /** The size of a public key as SubjectPublicKeyInfo in DER, in bytes. */
    public static final int SPKI_BYTES = 294;
    /** The size of a signature and of an encrypted session key, in bytes. */
    public static final int BLOCK_BYTES = 256;

    private static final int BITS = 2048;
    private static final String ENGINE = "SunRsaSign";
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);
    private static final OAEPParameterSpec OAEP =
            new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT);
    /** Everything before the modulus: SEQUENCE, rsaEncryption, BIT STRING, SEQUENCE, INTEGER of 257 bytes. */
    private static final byte[] SPKI_HEAD =
            HexFormat.of().parseHex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100");
    /** Everything behind it: INTEGER 65537. */
    private static final byte[] SPKI_TAIL = HexFormat.of().parseHex("0203010001");

    private RsaKeys() {}

    /** Makes a key pair; takes some hundred milliseconds of one core. */
    public static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", ENGINE);
            generator.initialize(new RSAKeyGenParameterSpec(BITS, RSAKeyGenParameterSpec.F4));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /**
     * A peer's public key. The bytes are compared with the one form that is allowed before any library parses them:
     * canonical DER, 2,048 bits, e = 65537.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where they have another form
     */
    public static PublicKey parse(byte[] spki) {
        int tail = SPKI_BYTES - SPKI_TAIL.length;
        boolean canonical = spki.length == SPKI_BYTES
                && Arrays.equals(spki, 0, SPKI_HEAD.length, SPKI_HEAD, 0, SPKI_HEAD.length)
                && Arrays.equals(spki, tail, SPKI_BYTES, SPKI_TAIL, 0, SPKI_TAIL.length)
                && spki[SPKI_HEAD.length] < 0
                && (spki[tail - 1] & 1) == 1;
        if (!canonical) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer's public key is not an RSA key of 2,048 bits");
        }
        try {
            return KeyFactory.getInstance("RSA", ENGINE).generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer's public key cannot be used", e);
        }
    }

    /** Signs; 256 bytes. */
    public static byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signer = Signature.getInstance("RSASSA-PSS", ENGINE);
            signer.setParameter(PSS);
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** Whether the signature is one of the message under that key; false for anything malformed, too. */
    public static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("RSASSA-PSS", ENGINE);
            verifier.setParameter(PSS);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Encrypts a session key; 256 bytes. */
    public static byte[] encrypt(PublicKey key, byte[] message) {
        try {
            return oaep(Cipher.ENCRYPT_MODE, key).doFinal(message);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /**
     * Decrypts a session key.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where it is not one that was encrypted for this key
     */
    public static byte[] decrypt(PrivateKey key, byte[] encrypted) {
        try {
            return oaep(Cipher.DECRYPT_MODE, key).doFinal(encrypted);
        } catch (GeneralSecurityException e) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer's session key cannot be decrypted", e);
        }
    }

    private static Cipher oaep(int mode, java.security.Key key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        cipher.init(mode, key, OAEP);
        return cipher;
    }

    private static UsiException missing(GeneralSecurityException e) {
        return new UsiException(ErrorCode.INTERNAL, "this JVM lacks an RSA algorithm: use a complete JDK", e);
    }
}
