#!/usr/bin/python3
"""A second implementation of USI/3, written from docs/PROTOCOL.md alone, for the tests.

    usi3.py server [--port N] [options]         listens on 127.0.0.1
    usi3.py client PORT [options]               connects to 127.0.0.1
    usi3.py selftest                            checks the algorithms, then client and server against each other

Commands come as JSON objects, one a line, on standard input; what happens is told as JSON objects, one a line, on
standard output. The end of standard input is CLOSE with "stopping". It speaks version 1 and nothing of USI 2 but its
opening, relays nothing, refuses password questions, sends no keepalives and comes back only when told to. A received file stays in
memory unless "accept" names a path. It needs Debian's python3-pycryptodome.

Commands ("do"); "to" chooses one of a server's sessions by address or name:
    text text [id] [from]         ping [n]            key_update          close [reason]
    cut                           the connection ends without CLOSE
    reconnect [port]              client: a new connection, with the chain's proof; wrong_proof: with a false one
    offer name, and content | hex | size of made-up bytes [label]; [announce: another size] [bad_size: in END]
    accept n [path] [hold: no credit beyond that position] [bad_hash: of the bytes it has already]
    credit n until                lifts "hold"; cancel n [reason], also to refuse
    roster                        asks for it; joined / left: server, with address, name
    unknown [type]                a frame that has to be ignored
    raw                           type and hex (body, then padded unless "pad" is false) | plain (hex of a whole plaintext)
                                  | wire (hex of bytes as they are)
"""
import argparse
import base64
import collections
import contextlib
import hashlib
import hmac
import json
import os
import queue
import socket
import sys
import threading
import time

from Cryptodome.Cipher import PKCS1_OAEP
from Cryptodome.Hash import SHA256
from Cryptodome.PublicKey import RSA
from Cryptodome.Signature import pss

sys.dont_write_bytecode = True
from usi3_algorithms import (  # noqa: E402
    Ocb, Violation, cbor, check, expand, extract, kem_decapsulate, kem_encapsulate, kem_keys, uncbor, x25519)

HINT, PRESET_HINT, MARK, PSEUDO = b"~~~\n", b"~USI3K~\n", b"DOWNGRD3", b"|!pseudo=|"
(HELLO, READY, RESUME, TEXT, ACK, ROSTER, JOINED, LEFT, OFFER, ANSWER, DATA, CREDIT, END, CANCEL, PING, PONG, CHALLENGE,
 KEY_UPDATE, CLOSE) = range(1, 20)
MAX_PLAIN, MAX_OPENING, CHUNK = 69632, 4096, 65536


class Ended(Exception):
    """The connection is over; the argument says why."""


def integer(limit=1 << 63):
    return lambda v: type(v) is int and v < limit


def text(limit):
    return lambda v: isinstance(v, str) and len(v.encode()) <= limit


def data(*lengths):
    return lambda v: isinstance(v, bytes) and (not lengths or len(v) in lengths)


def array(of):
    return lambda v: isinstance(v, list) and all(map(of, v))


def fields(v, members):
    return isinstance(v, dict) and all(
        test(v[key]) if key in v else optional for key, (test, optional) in members.items())


def body(optional=None, **required):
    return {**{key: (test, False) for key, test in required.items()},
            **{key: (test, True) for key, test in (optional or {}).items()}}


def word(v):
    return isinstance(v, str) and 1 <= len(v) <= 32 and all(c in "abcdefghijklmnopqrstuvwxyz_" for c in v)


def boolean(v):
    return isinstance(v, bool)


NUMBER, ID, HASH = integer(1 << 32), data(16), data(32)
SOMEBODY = body(address=text(64), name=text(256))
MEMBER = body(address=text(64), name=text(256), fingerprint=text(64), you=boolean)
BODIES = {
    HELLO: body(versions=array(integer()), features=array(text(MAX_OPENING)), x25519=HASH, mlkem=data(1184, 1088)),
    READY: body(name=text(256)),
    RESUME: body({"chain": ID, "proof": HASH}),
    TEXT: body({"from": lambda v: fields(v, SOMEBODY)}, id=ID, text=text(65536)),
    ACK: body({"held": integer(), "of": integer()}, id=ID),
    ROSTER: body({"members": array(lambda v: fields(v, MEMBER)), "more": boolean}),
    JOINED: body(address=text(64), name=text(256), fingerprint=text(64)),
    LEFT: SOMEBODY,
    OFFER: body(n=NUMBER, id=ID, name=text(1024), size=integer()),
    ANSWER: body({"sha256": HASH, "key": ID, "hash": ID, "until": integer()}, n=NUMBER, offset=integer()),
    CREDIT: body(n=NUMBER, taken=integer(), until=integer()),
    END: body({"size": integer()}, n=NUMBER),
    CANCEL: body(n=NUMBER, reason=word),
    PING: body(n=integer()),
    PONG: body(n=integer()),
    CHALLENGE: body({"data": data(), "reason": word}, step=integer(5)),
    KEY_UPDATE: body(),
    CLOSE: body(reason=word),
}


# --- what the wire page says, as functions -------------------------------------------------------------------------

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def same_prefix(frame, content):
    """Whether these bytes are those that an ANSWER tells of."""
    if "sha256" in frame:
        return "key" not in frame and "hash" not in frame and sha256(content) == frame["sha256"]
    check("key" in frame and "hash" in frame, "an ANSWER without a hash")
    return keyed_hash(frame["key"], content) == frame["hash"]


def keyed_hash(key, content):
    return Ocb(key).hash(bytes(content)).to_bytes(16, "big")


def spki(rsa):
    return rsa.public_key().export_key("DER")


def peers_rsa(der):
    """A peer's key, only in the exact form of the page."""
    try:
        rsa = RSA.import_key(der)
    except (ValueError, IndexError, TypeError) as e:
        raise Violation("no RSA key") from e
    check(rsa.size_in_bits() == 2048 and rsa.e == 65537 and spki(rsa) == der, "an RSA key of another form")
    return rsa


def signed(initiator, responder, session_key):
    return SHA256.new(b"usi3 initiator" + initiator + responder + session_key)


def unbase64(data):
    try:
        return base64.b64decode(data, validate=True)
    except ValueError as e:
        raise Violation("not base64") from e


def preset_message(key, form):
    nonce = os.urandom(7) + MARK
    ciphertext, tag = Ocb(key).seal(nonce[:form], PSEUDO)
    return b"".join(map(base64.b64encode, (nonce, tag, ciphertext)))


def preset_text(key, wire):
    """Nonce and text of a USI 2 message in either form of the nonce."""
    nonce, tag, ciphertext = map(unbase64, (wire[:20], wire[20:44], wire[44:]))
    for form in (14, 15):
        with contextlib.suppress(ValueError):
            return nonce, Ocb(key).open(nonce[:form], ciphertext, tag)
    raise Violation("the first message does not decipher")


def preset(text):
    """A key in hexadecimal or base64."""
    with contextlib.suppress(ValueError):
        key = bytes.fromhex(text)
        if len(key) in (16, 24, 32):
            return key
    key = base64.b64decode(text, validate=True)
    if len(key) not in (16, 24, 32):
        raise ValueError("a key has 16, 24 or 32 bytes")
    return key


def pad(plain):
    return (plain + b"\x80").ljust((len(plain) // 256 + 1) * 256, b"\0")


def unpad(plain):
    bare = plain.rstrip(b"\0")
    check(len(bare) > 1 and len(plain) % 256 == 0 and bare[-1] == 0x80 and len(plain) - len(bare) < 256, "padding")
    return bare[:-1]


def made_up(label, size):
    return hashlib.shake_128(label.encode()).digest(size)


class Sealer:
    """One direction under one key."""

    def __init__(self, key):
        self.ocb, self.number, self.blocks = Ocb(key), 0, 0

    def nonce(self, length):
        self.number, self.blocks = self.number + 1, self.blocks + (length + 15) // 16
        return (self.number - 1).to_bytes(15, "big")

    def seal(self, plain):
        length = (len(plain) + 16).to_bytes(4, "big")
        return length + b"".join(self.ocb.seal(self.nonce(len(plain)), plain, length))

    def open(self, length, sealed):
        nonce = self.nonce(len(sealed) - 16)
        check(self.blocks <= 1 << 32, "no KEY_UPDATE")
        try:
            return self.ocb.open(nonce, sealed[:-16], sealed[-16:], length)
        except ValueError as e:
            raise Violation("a record does not decipher", "altered") from e


# --- a session -----------------------------------------------------------------------------------------------------

class Chain:
    """What outlives a session: its secret, what waits for an answer, and what has come already."""

    def __init__(self, cont):
        self.cont, self.id = cont, expand(cont, b"usi3 chain", 16)
        self.session = None
        self.seen = collections.OrderedDict()
        self.waiting = collections.OrderedDict()
        self.outgoing = collections.OrderedDict()
        self.incoming = {}

    def proof(self, direction, th1):
        return hmac.digest(self.cont, b"usi3 resume " + direction + th1, "sha256")


class Outgoing:
    def __init__(self, command):
        self.id, self.name, self.bad_size = os.urandom(16), command["name"], command.get("bad_size", False)
        self.content = (bytes.fromhex(command["hex"]) if "hex" in command else command["content"].encode()
                        if "content" in command else made_up(command.get("label", "usi3"), command["size"]))
        self.size = command.get("announce", len(self.content))
        self.complete = False
        self.begin(0)

    def begin(self, n, session=None):
        """Once for each session: nothing of the last one's place is left, and its thread gives up."""
        self.session, self.n, self.until, self.answered, self.ended, self.over = session, n, 0, False, False, False


class Incoming:
    def __init__(self):
        self.content, self.accepted, self.done, self.path, self.hold = bytearray(), False, False, None, None

    def begin(self, n, name, size):
        if self.content and size != self.size:
            self.content.clear()
        self.n, self.name, self.size = n, name, size
        self.until, self.offset, self.open, self.ready, self.ended = 0, 0, False, False, False


class Session:
    """One connection. A thread of its own reads, another one writes what is put into the outbox."""

    def __init__(self, peer, sock, number, resume=None):
        self.peer, self.options, self.sock, self.number, self.resume = peer, peer.options, sock, number, resume
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.address = "%s:%d" % sock.getpeername()[:2]
        self.name, self.chain, self.closing = "", None, None
        self.outbox, self.room = queue.Queue(), threading.Semaphore(8)
        self.changed, self.dead = threading.Condition(), False
        self.mine, self.theirs, self.cancelled = {}, {}, set()
        self.last_mine = -1 if peer.initiator else 0
        self.last_theirs = 0
        self.limit = MAX_OPENING

    def report(self, event, **members):
        self.peer.report(event, peer=self.address, **members)

    # bytes and records

    def read(self, size):
        received = b""
        while len(received) < size:
            try:
                part = self.sock.recv(size - len(received))
            except socket.timeout:
                raise
            except OSError as e:
                raise Ended(self.closing or "cut") from e
            if not part:
                raise Ended(self.closing or "cut")
            self.peer.dump(self.number, "<", part)
            received += part
        return received

    def write(self, wire):
        self.sock.sendall(wire)
        self.peer.dump(self.number, ">", wire)

    def receive(self):
        """Type and plaintext without padding."""
        length = self.read(4)
        size = int.from_bytes(length, "big")
        check(17 <= size <= self.limit, "a record of %d bytes" % size)
        plain = self.incoming.open(length, self.read(size))
        kind = plain[0]
        self.plain = plain
        return kind, (plain if kind == DATA else unpad(plain))[1:]

    def frame(self, kind, packed):
        check(kind in BODIES, "type %d" % kind)
        frame = uncbor(packed)
        check(fields(frame, BODIES[kind]), "the body of type %d" % kind)
        return frame

    def expect(self, kind):
        """A frame of the opening."""
        got, packed = self.receive()
        if got == CLOSE:
            raise Ended(self.frame(got, packed)["reason"])
        check(got == kind, "type %d in the opening" % got)
        return self.frame(got, packed)

    def send(self, kind, **frame):
        self.outbox.put(pad(bytes([kind]) + cbor(frame)))

    def writing(self):
        """The writer's thread: the order of the outbox is the order on the wire."""
        try:
            while (plain := self.outbox.get()) is not None:
                if isinstance(plain, tuple):
                    self.write(plain[0])
                    continue
                self.write(self.outgoing.seal(plain))
                if plain[0] == DATA:
                    self.room.release()
                elif plain[0] == KEY_UPDATE:
                    self.secret_out = expand(self.secret_out, b"usi3 update")
                    self.outgoing = Sealer(expand(self.secret_out, b"usi3 key"))
                elif plain[0] == CLOSE:
                    self.sock.shutdown(socket.SHUT_WR)
                    return
        except OSError:
            self.cut()

    # the opening

    def call(self):
        """The initiator's phase 0. Returns its bytes, the secret and the fingerprint."""
        if self.peer.preset:
            first = preset_message(self.peer.preset, self.options.form)
            self.write(first)
            hint = self.read(8)
            if hint != PRESET_HINT:
                raise Ended("no_hint")
            theirs, mine = self.read(32), os.urandom(32)
            self.write(mine)
            return first + hint + theirs + mine, self.peer.preset, None
        greeting = self.read(392)
        responder = unbase64(greeting)
        rsa = peers_rsa(responder)
        self.sock.settimeout(0.25)
        try:
            hint = self.read(4)
        except socket.timeout as e:
            raise Ended("no_hint") from e
        self.sock.settimeout(None)
        if hint != HINT:
            raise Ended("no_hint")
        own, key = RSA.generate(2048), os.urandom(32)
        signature = pss.new(own).sign(signed(spki(own), responder, key))
        answer = b"".join(map(base64.b64encode, (spki(own), signature, PKCS1_OAEP.new(rsa).encrypt(key)))) + HINT
        self.write(answer)
        return greeting + hint + answer, key, sha256(spki(own), responder).hex()

    def answer_call(self):
        """The responder's phase 0."""
        if self.peer.preset:
            first = self.read(60)
            nonce, said = preset_text(self.peer.preset, first)
            check(said == PSEUDO and nonce[7:14] == MARK[:7], "USI 2")
            second = PRESET_HINT + os.urandom(32)
            self.write(second)
            return first + second + self.read(32), self.peer.preset, None
        greeting = base64.b64encode(spki(self.peer.rsa)) + HINT
        self.write(greeting)
        answer = self.read(1080)
        initiator, signature, secret = map(unbase64, (answer[:392], answer[392:736], answer[736:]))
        rsa = peers_rsa(initiator)
        check(self.read(1) == b"~" and self.read(3) == HINT[1:], "USI 2")
        try:
            key = PKCS1_OAEP.new(self.peer.rsa).decrypt(secret)
            pss.new(rsa).verify(signed(initiator, spki(self.peer.rsa), key), signature)
        except (ValueError, TypeError) as e:
            raise Violation("the initiator's answer does not verify") from e
        check(len(key) == 32, "a session key of %d bytes" % len(key))
        return greeting + answer + HINT, key, sha256(initiator, spki(self.peer.rsa)).hex()

    def hello(self, kem, x_public):
        plain = pad(bytes([HELLO]) + cbor({"versions": [1], "features": [], "x25519": x_public, "mlkem": kem}))
        self.write(self.outgoing.seal(plain))
        return plain

    def theirs_hello(self, length):
        frame = self.expect(HELLO)
        versions = frame["versions"]
        check(1 in versions if length == 1184 else versions == [1], "versions %s" % versions)
        check(len(frame["mlkem"]) == length, "an ML-KEM value of %d bytes" % len(frame["mlkem"]))
        return frame["mlkem"], frame["x25519"], self.plain

    def open(self):
        initiator = self.peer.initiator
        out, into = (b"i2r", b"r2i") if initiator else (b"r2i", b"i2r")
        phase0, secret, fingerprint = self.call() if initiator else self.answer_call()
        th0 = sha256(b"usi3/1", phase0)
        prk0 = extract(th0, secret)
        self.outgoing, self.incoming = Sealer(expand(prk0, b"usi3 " + out)), Sealer(expand(prk0, b"usi3 " + into))
        private = os.urandom(32)
        if initiator:
            ek, dk = kem_keys(os.urandom(32), os.urandom(32))
            hi = self.hello(ek, x25519(private))
            ciphertext, point, hr = self.theirs_hello(1088)
            kem = kem_decapsulate(dk, ciphertext)
        else:
            ek, point, hi = self.theirs_hello(1184)
            kem, ciphertext = kem_encapsulate(ek, os.urandom(32))
            hr = self.hello(ciphertext, x25519(private))
        x = x25519(private, point)
        check(any(x), "an X25519 secret of zeros")
        th1 = sha256(th0, len(hi).to_bytes(4, "big"), hi, len(hr).to_bytes(4, "big"), hr)
        prk1 = extract(prk0, kem + x)
        self.secret_out, self.secret_in = (expand(prk1, b"usi3 " + d + th1) for d in (out, into))
        self.outgoing, self.incoming = (Sealer(expand(s, b"usi3 key")) for s in (self.secret_out, self.secret_in))
        sfp = expand(prk1, b"usi3 fingerprint" + th1).hex()
        threading.Thread(target=self.writing, daemon=True).start()
        self.send(READY, name=self.options.name)
        self.name = self.expect(READY)["name"]
        self.limit = MAX_PLAIN + 16
        resumed = self.continued(th1, Chain(expand(prk1, b"usi3 exporter" + th1)))
        self.report("open", name=self.name, fingerprint=fingerprint or sfp, sfp=sfp, resumed=resumed)

    def continued(self, th1, fresh):
        """Exchanges RESUME; whether the session continues a chain. What waited goes before anything else."""
        chain = self.resume
        if self.peer.initiator:
            if chain:
                proof = os.urandom(32) if self.peer.wrong_proof else chain.proof(b"i2r", th1)
                self.send(RESUME, chain=chain.id, proof=proof)
            else:
                self.send(RESUME)
            answer = self.expect(RESUME)
            right = bool(chain) and hmac.compare_digest(answer.get("proof", b""), chain.proof(b"r2i", th1))
            check(right or "proof" not in answer, "a false proof", "unproved")
        else:
            asked = self.expect(RESUME)
            check(("chain" in asked) == ("proof" in asked), "half a RESUME")
            chain = self.peer.chains.get(asked.get("chain"))
            right = bool(chain) and hmac.compare_digest(asked["proof"], chain.proof(b"i2r", th1))
            if right and chain.session:
                chain.session.end("replaced")
            if self.options.bad_proof:
                self.send(RESUME, proof=os.urandom(32))
            elif right:
                self.send(RESUME, proof=chain.proof(b"r2i", th1))
            else:
                self.send(RESUME)
        self.chain = chain if right else fresh
        with self.peer.lock:
            self.chain.session = self
            self.peer.chains[self.chain.id] = self.chain
            self.peer.chain = self.chain
            for waiting in self.chain.waiting.values():
                self.send(TEXT, **waiting)
            for transfer in self.chain.outgoing.values():
                self.offer(transfer)
            self.peer.sessions.append(self)
        return right

    # what comes

    def run(self):
        timer, reason = threading.Timer(10, self.cut, ["timeout"]), "internal"
        timer.start()
        try:
            self.open()
            timer.cancel()
            while True:
                kind, packed = self.receive()
                if not self.closing:
                    self.take(kind, packed)
        except Ended as e:
            reason = str(e)
        except (Violation, OSError) as e:
            reason = getattr(e, "reason", "cut")
            if isinstance(e, Violation):
                self.report("violation", what=str(e))
            self.end(reason)
            with contextlib.suppress(OSError):
                self.sock.settimeout(2)
                while self.sock.recv(CHUNK):
                    pass
        finally:
            timer.cancel()
            with self.changed:
                self.dead = True
                self.changed.notify_all()
            self.outbox.put(None)
            with self.peer.lock:
                if self in self.peer.sessions:
                    self.peer.sessions.remove(self)
                if self.chain and self.chain.session is self:
                    self.chain.session = None
                    if reason in ("closed", "stopping"):
                        self.peer.forget(self.chain)
            self.sock.close()
        self.report("ended", reason=reason)

    def take(self, kind, packed):
        if kind == DATA:
            check(len(packed) > 4 and len(packed) <= 4 + CHUNK, "DATA of %d bytes" % len(packed))
            self.take_data(int.from_bytes(packed[:4], "big"), packed[4:])
        elif kind >= 128:
            self.report("unknown", type=kind)
        else:
            frame = self.frame(kind, packed)
            handler = {TEXT: self.take_text, ACK: self.take_ack, ROSTER: self.take_roster, JOINED: self.take_news,
                       LEFT: self.take_news, OFFER: self.take_offer, PING: lambda f: self.send(PONG, n=f["n"]),
                       PONG: lambda f: self.report("pong", n=f["n"]), CHALLENGE: self.take_challenge,
                       KEY_UPDATE: self.take_key_update, CLOSE: self.take_close, ANSWER: self.take_transfer,
                       CREDIT: self.take_transfer, END: self.take_transfer, CANCEL: self.take_transfer}.get(kind)
            check(handler, "type %d after the opening" % kind)
            self.kind = kind
            handler(frame)

    def take_text(self, frame):
        check("from" not in frame or self.peer.initiator, "an initiator's text in another's name")
        seen = self.chain.seen
        told = {"id": frame["id"].hex(), "text": frame["text"], **({"from": frame["from"]} if "from" in frame else {})}
        if frame["id"] in seen:
            self.report("duplicate", **told)
        else:
            seen[frame["id"]] = True
            if len(seen) > 4096:
                seen.popitem(last=False)
            self.report("text", **told)
        if not self.options.no_ack:
            self.send(ACK, id=frame["id"])

    def take_ack(self, frame):
        check(("held" in frame) == ("of" in frame), "half an ACK")
        with self.peer.lock:
            self.chain.waiting.pop(frame["id"], None)
        self.report("ack", **{**frame, "id": frame["id"].hex()})

    def take_roster(self, frame):
        if self.peer.initiator:
            check("members" in frame and "more" in frame, "half a ROSTER")
            self.report("roster", **frame)
            return
        with self.peer.lock:
            members = [{"address": s.address, "name": s.name, "fingerprint": "", "you": s is self}
                       for s in self.peer.sessions]
        self.send(ROSTER, members=members, more=False)

    def take_news(self, frame):
        check(self.peer.initiator, "an initiator's word about others")
        self.report("joined" if self.kind == JOINED else "left", **frame)

    def take_challenge(self, frame):
        check(frame["step"] in (0, 1), "a step of no question")
        if frame["step"] == 1:
            self.send(CHALLENGE, step=0, reason="refused")
        self.report("challenge", step=frame["step"])

    def take_key_update(self, _):
        self.secret_in = expand(self.secret_in, b"usi3 update")
        self.incoming = Sealer(expand(self.secret_in, b"usi3 key"))
        self.report("key_update")

    def take_close(self, frame):
        raise Ended(frame["reason"])

    # files

    def is_mine(self, n):
        return n % 2 == (1 if self.peer.initiator else 0)

    def offer(self, transfer):
        self.last_mine += 2
        transfer.begin(self.last_mine, self)
        self.mine[transfer.n] = transfer
        self.send(OFFER, n=transfer.n, id=transfer.id, name=transfer.name, size=transfer.size)
        self.report("offered", n=transfer.n, id=transfer.id.hex(), sha256=sha256(transfer.content).hex())

    def take_offer(self, frame):
        n = frame["n"]
        check(not self.is_mine(n) and n > self.last_theirs, "a number that is not a new one of the peer's")
        self.last_theirs = n
        transfer = self.chain.incoming.setdefault(frame["id"], Incoming())
        transfer.begin(n, frame["name"], frame["size"])
        self.theirs[n] = transfer
        self.report("offer", n=n, id=frame["id"].hex(), name=frame["name"], size=frame["size"],
                    have=len(transfer.content))
        if transfer.done:
            transfer.ended = True
            self.send(END, n=n)
        elif transfer.accepted or self.options.accept:
            self.accept(transfer, {})

    def accept(self, transfer, command):
        """Before the sender has said that it begins behind what is here, it gets no credit: it may begin at 0."""
        transfer.accepted = transfer.open = True
        transfer.path, transfer.hold = command.get("path", transfer.path), command.get("hold")
        transfer.offset, transfer.until = len(transfer.content), 0
        if transfer.offset:
            key = os.urandom(16)
            digest = os.urandom(16) if command.get("bad_hash") else keyed_hash(key, transfer.content)
            self.send(ANSWER, n=transfer.n, offset=transfer.offset, key=key, hash=digest, until=transfer.until)
        else:
            transfer.ready, transfer.until = True, self.may(transfer)
            self.send(ANSWER, n=transfer.n, offset=0, until=transfer.until)

    def may(self, transfer):
        limit = transfer.size if transfer.hold is None else transfer.hold
        return max(transfer.until, min(transfer.size, limit, len(transfer.content) + self.options.window))

    def credit(self, transfer):
        transfer.until = self.may(transfer)
        self.send(CREDIT, n=transfer.n, taken=len(transfer.content), until=transfer.until)
        self.report("progress", n=transfer.n, taken=len(transfer.content))

    def take_data(self, n, content):
        if n in self.cancelled:
            return
        transfer = self.theirs.get(n)
        check(transfer and transfer.ready and not transfer.ended, "DATA for a number that was not accepted")
        check(len(transfer.content) + len(content) <= transfer.until, "DATA beyond the credit")
        transfer.content += content
        have = len(transfer.content)
        if have == transfer.until or transfer.until - have < self.options.window // 2 < transfer.size - have:
            self.credit(transfer)

    def take_transfer(self, frame):
        n, kind = frame["n"], self.kind
        mine = self.is_mine(n)
        transfer = (self.mine if mine else self.theirs).get(n)
        check(transfer, "a number that nobody offered")
        if kind == CANCEL:
            self.take_cancel(frame, transfer, mine)
        elif n not in self.cancelled:
            handler = {(ANSWER, True): self.answer_to_offer, (CREDIT, True): self.more_credit, (END, True): self.received,
                       (ANSWER, False): self.sender_begins, (END, False): self.sender_ends}.get((kind, mine))
            check(handler, "type %d from the wrong side" % kind)
            handler(transfer, frame)

    def take_cancel(self, frame, transfer, mine):
        n = frame["n"]
        if n not in self.cancelled and not transfer.ended:
            self.send(CANCEL, n=n, reason=frame["reason"])
        self.cancelled.add(n)
        self.report("cancelled", n=n, reason=frame["reason"])
        self.drop(transfer, mine)

    def cancel(self, n, reason):
        transfer = (self.mine if self.is_mine(n) else self.theirs)[n]
        self.send(CANCEL, n=n, reason=reason)
        self.cancelled.add(n)
        self.drop(transfer, self.is_mine(n))

    def drop(self, transfer, mine):
        if mine:
            with self.peer.lock:
                self.chain.outgoing.pop(transfer.id, None)
            with self.changed:
                transfer.over = True
                self.changed.notify_all()
        elif not transfer.done:
            transfer.accepted = False

    def answer_to_offer(self, transfer, frame):
        offset = frame["offset"]
        check(not transfer.answered and offset <= transfer.size, "an ANSWER that does not fit")
        check("until" in frame and (not offset or frame["until"] == 0), "an ANSWER that does not fit")
        transfer.answered = True
        begin = offset
        if offset:
            begin = offset if same_prefix(frame, transfer.content[:offset]) else 0
            self.send(ANSWER, n=transfer.n, offset=begin)
        self.report("answer", n=transfer.n, offset=offset, begin=begin)
        transfer.until = frame["until"]
        threading.Thread(target=self.feed, args=(transfer, transfer.n, begin), daemon=True).start()

    def more_credit(self, transfer, frame):
        check(transfer.answered and frame["until"] >= transfer.until and frame["taken"] <= transfer.size, "CREDIT")
        with self.changed:
            transfer.until = frame["until"]
            self.changed.notify_all()
        self.report("credit", n=transfer.n, taken=frame["taken"], until=frame["until"])

    def feed(self, transfer, n, position):
        """The thread of one transfer's DATA."""
        size = len(transfer.content)

        def over():
            return self.dead or transfer.over or transfer.session is not self

        while position < size:
            with self.changed:
                self.changed.wait_for(lambda: over() or transfer.until > position)
                if over():
                    return
                end = min(position + CHUNK, size, transfer.until)
            while not self.room.acquire(timeout=1):
                if over():
                    return
            self.outbox.put(bytes([DATA]) + n.to_bytes(4, "big") + transfer.content[position:end])
            position = end
        if over():
            return
        transfer.ended = True
        transfer.complete = True
        self.send(END, n=n, size=size + 1 if transfer.bad_size else size)

    def received(self, transfer, _):
        check(transfer.ended or (transfer.complete and not transfer.answered), "END before the sender's")
        with self.peer.lock:
            self.chain.outgoing.pop(transfer.id, None)
        self.report("sent", n=transfer.n, id=transfer.id.hex(), size=transfer.size)

    def sender_begins(self, transfer, frame):
        check(transfer.open and not transfer.ready and frame["offset"] in (0, transfer.offset), "the sender's ANSWER")
        transfer.ready = True
        if frame["offset"] == 0:
            transfer.content.clear()
            transfer.done = False
        if len(transfer.content) < transfer.size:
            self.credit(transfer)

    def sender_ends(self, transfer, frame):
        check(transfer.ready and not transfer.ended and "size" in frame, "the sender's END")
        transfer.ended = True
        if (frame["size"], frame["size"]) != (transfer.size, len(transfer.content)):
            transfer.content.clear()
            self.cancel(transfer.n, "altered")
            self.report("altered", n=transfer.n)
            return
        if transfer.path:
            with open(transfer.path, "wb") as out:
                out.write(transfer.content)
        self.send(END, n=transfer.n)
        if not transfer.done:
            transfer.done = True
            self.report("file", n=transfer.n, name=transfer.name, size=transfer.size, sha256=sha256(transfer.content).hex())

    # what goes

    def end(self, reason):
        """Says CLOSE where there are keys to say it under, and gives the other side 2 s to go."""
        self.closing = self.closing or reason
        if hasattr(self, "secret_out"):
            self.send(CLOSE, reason=reason)
            timer = threading.Timer(2, self.cut)
            timer.daemon = True
            timer.start()
        else:
            self.cut()

    def cut(self, reason="cut"):
        self.closing = self.closing or reason
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def say(self, command):
        frame = {"id": bytes.fromhex(command["id"]) if "id" in command else os.urandom(16), "text": command["text"]}
        if "from" in command:
            frame["from"] = command["from"]
        with self.peer.lock:
            if len(self.chain.waiting) >= 1024:
                raise ValueError("1,024 texts wait for their ACK")
            self.chain.waiting[frame["id"]] = frame
            self.send(TEXT, **frame)

    def raw(self, command):
        if "wire" in command:
            self.outbox.put((bytes.fromhex(command["wire"]),))
            return
        plain = bytes.fromhex(command["plain"]) if "plain" in command else (
            bytes([command["type"]]) + bytes.fromhex(command.get("hex", "")))
        self.outbox.put(pad(plain) if command.get("pad", "plain" not in command) else plain)

    def command(self, do, command):
        if do == "text":
            self.say(command)
        elif do == "ping":
            self.send(PING, n=command.get("n", 0))
        elif do == "key_update":
            self.send(KEY_UPDATE)
        elif do == "close":
            self.end(command.get("reason", "closed"))
        elif do == "cut":
            self.cut()
        elif do == "offer":
            transfer = Outgoing(command)
            with self.peer.lock:
                self.chain.outgoing[transfer.id] = transfer
                self.offer(transfer)
        elif do == "accept":
            self.accept(self.theirs[command["n"]], command)
        elif do == "credit":
            transfer = self.theirs[command["n"]]
            transfer.hold = command["until"]
            self.credit(transfer)
        elif do == "cancel":
            self.cancel(command["n"], command.get("reason", "cancelled"))
        elif do == "roster":
            self.send(ROSTER)
        elif do == "joined":
            self.send(JOINED, address=command["address"], name=command["name"], fingerprint="")
        elif do == "left":
            self.send(LEFT, address=command["address"], name=command["name"])
        elif do == "unknown":
            self.raw({"type": command.get("type", 128), "hex": command.get("hex", "")})
        elif do == "raw":
            self.raw(command)
        else:
            raise ValueError("no command " + do)


# --- server and client ---------------------------------------------------------------------------------------------

stdout_lock = threading.Lock()


def tell(event, **members):
    with stdout_lock:
        print(json.dumps({"event": event, **members}), flush=True)


class Peer:
    """What server and client have in common."""

    initiator = False
    wrong_proof = False

    def __init__(self, options, report=tell):
        self.options, self.report = options, report
        self.preset = preset(options.key) if options.key else None
        self.lock = threading.RLock()
        self.sessions, self.chains, self.chain = [], {}, None
        self.connections = 0
        self.dumped = open(options.dump, "w", encoding="utf-8") if options.dump else None

    def dump(self, connection, direction, data):
        if self.dumped:
            with self.lock:
                json.dump({"connection": connection, "direction": direction, "hex": data.hex()}, self.dumped)
                self.dumped.write("\n")
                self.dumped.flush()

    def serve(self, sock, resume=None):
        self.connections += 1
        threading.Thread(target=Session(self, sock, self.connections, resume).run, daemon=True).start()

    def forget(self, chain):
        self.chains.pop(chain.id, None)
        if self.chain is chain:
            self.chain = None

    def chosen(self, command):
        with self.lock:
            return [s for s in self.sessions if command.get("to") in (None, s.address, s.name)]

    def command(self, command):
        """One line of standard input."""
        sessions = self.chosen(command)
        if not sessions:
            raise ValueError("no session")
        for session in sessions:
            session.command(command["do"], command)


class Server(Peer):
    def start(self):
        self.rsa = RSA.generate(2048)
        listener = socket.create_server(("127.0.0.1", self.options.port), backlog=16)
        self.options.port = listener.getsockname()[1]
        self.report("listening", port=self.options.port)

        def accept():
            while True:
                self.serve(listener.accept()[0])

        threading.Thread(target=accept, daemon=True).start()


class Client(Peer):
    initiator = True

    def start(self):
        self.serve(socket.create_connection(("127.0.0.1", self.options.port)), self.chain)

    def chosen(self, command):
        return super().chosen({})[-1:]

    def command(self, command):
        if command["do"] in ("reconnect", "wrong_proof"):
            self.wrong_proof = command["do"] == "wrong_proof"
            self.options.port = command.get("port", self.options.port)
            self.start()
        else:
            super().command(command)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    roles = parser.add_subparsers(dest="role", required=True)
    server, client = roles.add_parser("server"), roles.add_parser("client")
    roles.add_parser("selftest")
    server.add_argument("--port", type=int, default=0)
    server.add_argument("--bad-proof", action="store_true", help="answer every RESUME with a false proof")
    client.add_argument("port", type=int)
    client.add_argument("--form", type=int, choices=(14, 15), default=14, help="bytes of nonce of the preset key's first message")
    for role in (server, client):
        role.add_argument("--key", help="preset key, hexadecimal or base64")
        role.add_argument("--name", default="")
        role.add_argument("--dump", help="a file for every byte sent (>) and received (<), a JSON object for each piece")
        role.add_argument("--no-ack", action="store_true", help="never acknowledge a text")
        role.add_argument("--accept", action="store_true", help="accept every offer")
        role.add_argument("--window", type=int, default=1 << 20, help="bytes of a file on their way at most")
    options = parser.parse_args()
    if options.role == "selftest":
        import usi3_selftest
        usi3_selftest.run(Server, Client, pad, unpad)
        tell("selftest", ok=True)
        return
    options.bad_proof = getattr(options, "bad_proof", False)
    peer = Server(options) if options.role == "server" else Client(options)
    peer.start()
    for line in sys.stdin:
        try:
            peer.command(json.loads(line))
        except (OSError, ValueError, KeyError) as e:
            tell("error", problem="%s: %s" % (type(e).__name__, e))
    for session in peer.chosen({}):
        session.end("stopping")
    deadline = time.monotonic() + 2
    while peer.sessions and time.monotonic() < deadline:
        time.sleep(0.01)


if __name__ == "__main__":
    main()
