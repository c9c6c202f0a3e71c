package io.usi.daemon.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;
import org.mindrot.jbcrypt.BCrypt;

/**
 * USI 2.4's proof that one knows a password: bcrypt, cost 12, of the base64 of the password's SHA-256. The hashing before
 * keeps the input at 44 characters, below the 72 at which bcrypt cuts.
 *
 * <p>What it is worth: whoever reads it can try passwords against it at leisure, and it is bound to no session. A
 * computation takes about a quarter of a second, so callers limit how often a peer can ask for one.
 */
public final class PasswordProof {
    private static final int COST = 12;
    /** Exactly the form that 2.4 makes. A hash with a higher cost, from a hostile peer, would compute for hours. */
    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$12\\$[./A-Za-z0-9]{53}");

    private PasswordProof() {}

    /** Proves knowledge of the password; the array is left as it is. */
    public static String prove(char[] password) {
        return BCrypt.hashpw(prehash(password), BCrypt.gensalt(COST));
    }

    /** Whether the proof is one for this password; false for anything that has not the form of a proof. */
    public static boolean check(char[] password, String proof) {
        if (!FORM.matcher(proof).matches()) {
            return false;
        }
        return BCrypt.checkpw(prehash(password), "$2a" + proof.substring(3));
    }

    static String prehash(char[] password) {
        ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        MessageDigest digest = Fingerprints.sha256();
        digest.update(utf8.duplicate());
        while (utf8.hasRemaining()) {
            utf8.put((byte) 0);
        }
        return Base64.getEncoder().encodeToString(digest.digest());
    }
}
