package io.usi.daemon.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Vectors;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PasswordProofTest {
    private static final String BODY = "WKybgpzdK/0UtrQJMR/ZR.fw30cekY0YdrlPWxvphay5ybjy9dOu.";

    @Test
    void agreesWithEveryVector() {
        for (Map<String, Object> v : Vectors.list("challenge")) {
            char[] password = ((String) v.get("password")).toCharArray();
            String bcrypt = (String) v.get("bcrypt");
            assertEquals(v.get("prehash"), PasswordProof.prehash(password));
            assertTrue(PasswordProof.check(password, bcrypt));
            assertFalse(PasswordProof.check((v.get("password") + "x").toCharArray(), bcrypt));
            assertEquals(v.get("password"), new String(password));
        }
    }

    @Test
    void provesWhatItChecks() {
        String proof = PasswordProof.prove("mot de passe é🔐".toCharArray());
        assertTrue(proof.startsWith("$2a$12$"));
        assertTrue(PasswordProof.check("mot de passe é🔐".toCharArray(), proof));
        assertTrue(PasswordProof.check("mot de passe é🔐".toCharArray(), "$2b" + proof.substring(3)));
        assertFalse(PasswordProof.check("mot de passe e🔐".toCharArray(), proof));
    }

    /** A cost of 31 would compute for days: whatever has not the one form of a proof is refused unseen. */
    @Test
    void refusesHostileProofsAtOnce() {
        String[] hostile = {
            "$2a$31$" + BODY,
            "$2a$13$" + BODY,
            "$2a$04$" + BODY,
            "$2a$12$" + BODY + "A",
            "$2a$12$" + BODY.substring(1),
            "$2a$12$" + BODY + "\n",
            "$2x$12$" + BODY,
            "$1$12$" + BODY,
            "$2a$12$" + BODY.replace('W', 'é'),
            "$2a$1é$" + BODY,
            "",
            "$2a$12$",
            "x".repeat(60_000)
        };
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            for (String proof : hostile) {
                assertFalse(
                        PasswordProof.check("secret".toCharArray(), proof), proof.substring(0, proof.length() % 80));
            }
        });
    }
}
