package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.crypto.Hkdf;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.session.Continuity;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.usi3.file.FileExchange;
import io.usi.daemon.usi3.frame.Bytes;
import java.util.Optional;

/**
 * What goes on from session to session with one peer (docs/PROTOCOL.md, <em>Coming back</em>): the secret that proves it, and
 * what is not delivered yet. At most one session is attached. For any thread.
 */
final class Chain {
    private static final int ID_BYTES = 16;

    private final SecretKeyBytes cont;
    private final Bytes id;
    private final OutgoingTexts texts;
    private final ReceivedIds received = new ReceivedIds();
    private final FileExchange files;
    private final Continuity continuity = new Continuity();
    private Usi3Session attached;
    private long latest;
    private boolean ended;
    private long detachedNanos = System.nanoTime();

    /**
     * @param initiator whether this side connects
     * @param exporter of its first session; taken over
     */
    Chain(boolean initiator, byte[] exporter, FileExchange files) {
        cont = new SecretKeyBytes(exporter);
        id = Bytes.of(Hkdf.expand(exporter, KeySchedule.label("usi3 chain"), ID_BYTES));
        texts = new OutgoingTexts(initiator);
        this.files = files;
    }

    Bytes id() {
        return id;
    }

    OutgoingTexts texts() {
        return texts;
    }

    ReceivedIds received() {
        return received;
    }

    FileExchange files() {
        return files;
    }

    Continuity continuity() {
        return continuity;
    }

    /**
     * What proves that its sender took part in the chain's first session.
     *
     * @param transcript of the session in which it is sent, so that it is good for no other
     */
    Bytes proof(boolean fromInitiator, byte[] transcript) {
        String label = fromInitiator ? "usi3 resume i2r" : "usi3 resume r2i";
        return Bytes.of(Hkdf.hmac(cont.expose(), KeySchedule.label(label, transcript)));
    }

    /** Whether that is the other side's proof, in constant time. */
    boolean isProof(Bytes proof, boolean fromInitiator, byte[] transcript) {
        return proof.equals(proof(fromInitiator, transcript));
    }

    /** A session proved that it continues this chain: its number, which {@link #attach} asks for. */
    synchronized long nextNumber() {
        return ++latest;
    }

    /** The session that is attached now. */
    synchronized Optional<Usi3Session> attached() {
        return Optional.ofNullable(attached);
    }

    /** The session starts; false where it came too late, since a later one has its place or the chain is over. */
    synchronized boolean attach(Usi3Session session, long number) {
        if (ended || attached != null || number != latest) {
            return false;
        }
        attached = session;
        return true;
    }

    /** The session ended, and another one may come. */
    void detach(Usi3Session session) {
        synchronized (this) {
            if (attached != session) {
                return;
            }
        }
        files.detach();
        texts.pause();
        synchronized (this) {
            attached = null;
            detachedNanos = System.nanoTime();
        }
    }

    /** Something to write was added: the session that is attached looks for it. */
    void wake() {
        attached().ifPresent(Usi3Session::wake);
    }

    /** How much memory its texts hold, and the ids of those that came, in bytes. */
    long held() {
        return Character.BYTES * texts.held() + received.held();
    }

    /** For how long no session has been attached, in nanoseconds; 0 where one is. */
    synchronized long idleNanos() {
        return attached != null ? 0 : System.nanoTime() - detachedNanos;
    }

    synchronized boolean ended() {
        return ended;
    }

    /** It is over: nothing of it is delivered any more, and nobody can continue it. */
    void end(ErrorCode code, String problem) {
        end(code, problem, true);
    }

    /** As {@link #end}, unless a session has come back to it meanwhile. */
    void endIfIdle(ErrorCode code, String problem) {
        end(code, problem, false);
    }

    private void end(ErrorCode code, String problem, boolean evenIfAttached) {
        synchronized (this) {
            if (ended || (attached != null && !evenIfAttached)) {
                return;
            }
            ended = true;
            attached = null;
        }
        texts.end(new Delivery.Failed(code, problem));
        files.end(code, problem);
        cont.close();
    }

    @Override
    public String toString() {
        return "chain";
    }
}
