package io.usi.daemon.usi2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Collected;
import io.usi.daemon.ErrorCode;
import io.usi.daemon.Loopback;
import io.usi.daemon.UsiException;
import io.usi.daemon.Vectors;
import io.usi.daemon.crypto.BatchedOcb;
import io.usi.daemon.crypto.Fingerprints;
import io.usi.daemon.crypto.Ocb;
import io.usi.daemon.crypto.Ocb.Direction;
import io.usi.daemon.crypto.RsaKeys;
import io.usi.daemon.opening.KeyExchange;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every value of vectors.json, from the classes that talk to peers. */
class VectorsTest {
    private static final byte[] NONE = new byte[0];

    @Test
    void ocb() {
        for (String kind : List.of("ocb", "ocb_aad")) {
            for (Map<String, Object> v : Vectors.list(kind)) {
                int length = number(v, "length");
                byte[] aad = v.containsKey("aad") ? Vectors.hex(v, "aad") : NONE;
                byte[] nonce = Vectors.hex(v, "nonce");
                byte[] effective = nonce.length == NonceForm.WIRE_BYTES ? NonceForm.CUT.effective(nonce) : nonce;
                byte[] plain = Vectors.deterministic((String) v.get("plaintext_label"), length);
                byte[] cipher = new byte[length];
                byte[] tag = new byte[Ocb.TAG];
                try (Ocb ocb = new BatchedOcb(Vectors.hex(v, "key"))) {
                    ocb.begin(Direction.SEAL, effective, aad);
                    ocb.seal(plain, 0, length, cipher, 0, tag, 0);
                    assertEquals(v.get("tag"), HexFormat.of().formatHex(tag), kind + " of length " + length);
                    assertEquals(v.get("ciphertext_sha256"), HexFormat.of().formatHex(Vectors.sha256(cipher)));
                    ocb.begin(Direction.OPEN, effective, aad);
                    assertTrue(ocb.open(cipher, 0, length, cipher, 0, tag, 0));
                    assertArrayEquals(plain, cipher);
                }
            }
        }
    }

    @Test
    void messages() {
        for (Map<String, Object> v : Vectors.list("messages")) {
            byte[] wire = ((String) v.get("wire")).getBytes(StandardCharsets.US_ASCII);
            try (MessageCodec codec = new MessageCodec(new SessionKey(Vectors.hex(v, "key"), NonceForm.CUT))) {
                assertEquals(Optional.of(v.get("text")), codec.open(wire, 0, wire.length));
                assertArrayEquals(wire, codec.seal((String) v.get("text"), Vectors.hex(v, "nonce")));
                assertEquals(Optional.empty(), codec.open(wire, 0, wire.length), "its own, come back");
                byte[] altered = wire.clone();
                altered[5] ^= 1;
                assertEquals(Optional.empty(), codec.open(altered, 0, wire.length));
            }
        }
    }

    @Test
    void handshakes() throws Exception {
        for (Map<String, Object> v : Vectors.list("handshakes")) {
            KeyPair server = pair(v, "server_private_pkcs8_b64");
            byte[] greeting = text(v, "server_greeting_text");
            assertArrayEquals(greeting, KeyExchange.greeting(server));
            KeyExchange.Agreed agreed = KeyExchange.accept(server, text(v, "client_answer_text"));
            assertArrayEquals(Vectors.hex(v, "session_key"), agreed.sessionKey().expose());
            assertEquals(v.get("fingerprint"), agreed.fingerprint());

            KeyPair client = pair(v, "client_private_pkcs8_b64");
            KeyExchange.Answer answer =
                    KeyExchange.answer(KeyExchange.Form.USI2, client, greeting, Vectors.hex(v, "session_key"));
            assertEquals(v.get("fingerprint"), answer.fingerprint());
            byte[] made = answer.text().getBytes(StandardCharsets.US_ASCII);
            assertEquals(KeyExchange.ANSWER_CHARS, made.length);
            assertArrayEquals(
                    Vectors.hex(v, "session_key"),
                    KeyExchange.accept(server, made).sessionKey().expose());
        }
    }

    @Test
    void aBadSignatureIsRefused() throws Exception {
        Map<String, Object> v = Vectors.single("handshake_bad_signature");
        KeyPair server = pair(v, "server_private_pkcs8_b64");
        UsiException refused =
                assertThrows(UsiException.class, () -> KeyExchange.accept(server, text(v, "client_answer_text")));
        assertEquals(ErrorCode.BAD_SIGNATURE, refused.code());
    }

    @Test
    void whatIsNoAnswerIsRefusedWithoutHarm() throws Exception {
        Map<String, Object> v = Vectors.list("handshakes").get(0);
        KeyPair server = pair(v, "server_private_pkcs8_b64");
        byte[] good = text(v, "client_answer_text");
        // The first character of the key, a character of its modulus, of the signature and of the encrypted key.
        for (int at : new int[] {0, 100, 391, 392, 500, 735, 736, 900, 1079}) {
            for (char c : new char[] {'A', '/', '=', '\u0000', '\u00e9', ' '}) {
                byte[] bad = good.clone();
                if (bad[at] == (byte) c) {
                    continue;
                }
                bad[at] = (byte) c;
                UsiException refused = assertThrows(UsiException.class, () -> KeyExchange.accept(server, bad));
                assertTrue(
                        refused.code() == ErrorCode.PROTOCOL || refused.code() == ErrorCode.BAD_SIGNATURE,
                        at + " " + refused.code());
            }
        }
        byte[] zeros = new byte[KeyExchange.ANSWER_CHARS];
        assertThrows(UsiException.class, () -> KeyExchange.accept(server, zeros));
        Arrays.fill(zeros, (byte) 'A');
        assertThrows(UsiException.class, () -> KeyExchange.accept(server, zeros));
        assertThrows(
                UsiException.class,
                () -> KeyExchange.answer(
                        KeyExchange.Form.USI2, server, Arrays.copyOf(zeros, KeyExchange.KEY_CHARS), new byte[16]));
    }

    @Test
    void presetKeys() {
        for (Map<String, Object> v : Vectors.list("preset_keys")) {
            assertEquals(v.get("fingerprint"), Fingerprints.ofPresetKey(Vectors.hex(v, "key")));
            assertArrayEquals(Vectors.hex(v, "key"), Base64.getDecoder().decode((String) v.get("b64")));
        }
    }

    @Test
    void challengeTextsAreProofs() {
        for (Map<String, Object> v : Vectors.list("challenge")) {
            assertEquals(new Text.ChallengeProof((String) v.get("bcrypt")), Text.parse(Text.Role.CLIENT, (String)
                    v.get("answer_text")));
        }
    }

    /** The vectors hold the streams of the smaller files; of the largest, whose nonce they do not tell, the header counts. */
    @Test
    void files() throws Exception {
        for (Map<String, Object> v : Vectors.list("files")) {
            int size = number(v, "size");
            byte[] content = Vectors.deterministic((String) v.get("content_label"), size);
            assertEquals(v.get("header_text"), TextForms.fileHeader((String) v.get("name"), size));
            assertEquals(new Text.File((String) v.get("name"), size), TextForms.file((String) v.get("header_text")));
            if (!v.containsKey("stream_b64")) {
                continue;
            }
            byte[] stream = Base64.getDecoder().decode((String) v.get("stream_b64"));
            assertEquals(v.get("stream_sha256"), HexFormat.of().formatHex(Vectors.sha256(stream)));

            Collected whole = new Collected();
            assertTrue(receive(v, stream, size, whole));
            assertArrayEquals(content, whole.bytes());
            assertEquals("committed", whole.end());

            byte[] altered = stream.clone();
            altered[20] ^= 1;
            Collected nothing = new Collected();
            assertTrue(receive(v, altered, size, nothing), "the stream goes on behind the marker");
            assertEquals(ErrorCode.FILE_ALTERED.reason(), nothing.end());

            byte[] shifted = Arrays.copyOf(stream, stream.length);
            shifted[stream.length - 1] = 'x';
            assertFalse(receive(v, shifted, size, new Collected()), "no marker, no way to go on");
        }
    }

    private static boolean receive(Map<String, Object> v, byte[] stream, int size, Collected into) throws Exception {
        SessionKey key = new SessionKey(Vectors.hex(v, "key"), NonceForm.CUT);
        try (Loopback wire = Loopback.open();
                MessageReader reader = new MessageReader(wire.connection(), new MessageCodec(key))) {
            OutputStream out = wire.left().getOutputStream();
            out.write(stream);
            out.flush();
            return new FileReceiver(reader, key, into).receive(size);
        }
    }

    private static int number(Map<String, Object> v, String field) {
        return ((Number) v.get(field)).intValue();
    }

    private static byte[] text(Map<String, Object> v, String field) {
        return ((String) v.get(field)).getBytes(StandardCharsets.US_ASCII);
    }

    private static KeyPair pair(Map<String, Object> v, String field) throws Exception {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey key = (RSAPrivateCrtKey)
                rsa.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode((String) v.get(field))));
        KeyPair pair =
                new KeyPair(rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())), key);
        assertEquals(RsaKeys.SPKI_BYTES, pair.getPublic().getEncoded().length);
        return pair;
    }
}
