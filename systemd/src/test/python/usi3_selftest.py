"""The self-test of usi3.py: its algorithms against published values, then client and server against each other."""
import hashlib
import os
import threading
import types

from Cryptodome.Cipher import AES

from usi3_algorithms import Ocb, Violation, cbor, expand, extract, kem_decapsulate, kem_encapsulate, kem_keys, uncbor, x25519


def test_algorithms():
    # RFC 7253, appendix A: one sample, and the iterated values for 128, 192 and 256 bits
    ocb = Ocb(bytes(range(16)))
    ciphertext, tag = ocb.seal(bytes.fromhex("bbaa99887766554433221101"), bytes(range(8)), bytes(range(8)))
    assert (ciphertext + tag).hex() == "6820b3657b6f615a5725bda0d3b4eb3a257c9af1f8f03009"
    for size, right in ((16, "67e944d23256c5e0b6c61fa22fdf1ea2"), (24, "f673f2c3e7174aae7bae986ca9f29e17"),
                        (32, "d90eb8e9c977c88b79dd793d7ffa161c")):
        ocb, collected = Ocb(bytes(size - 1) + b"\x80"), b""
        for i in range(128):
            s = bytes(i)
            for k, (plain, associated) in enumerate(((s, s), (s, b""), (b"", s)), 1):
                nonce = (3 * i + k).to_bytes(12, "big")
                ciphertext, tag = ocb.seal(nonce, plain, associated)
                assert ocb.open(nonce, ciphertext, tag, associated) == plain
                collected += ciphertext + tag
        assert ocb.seal((385).to_bytes(12, "big"), b"", collected)[1].hex() == right
    # Two nonces that differ in the fifteenth byte alone; and what pycryptodome's gives for 14 bytes
    key, plain = os.urandom(32), os.urandom(1000)
    assert Ocb(key).seal(bytes(15), plain) != Ocb(key).seal(bytes(14) + b"\x01", plain)
    cipher = AES.new(key, AES.MODE_OCB, nonce=bytes(14), mac_len=16)
    assert Ocb(key).seal(bytes(14), plain) == cipher.encrypt_and_digest(plain)
    # RFC 7748, 5.2 and 6.1
    assert x25519(bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"), bytes.fromhex(
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")).hex() == (
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552")
    alice = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    bob = bytes.fromhex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    assert x25519(alice, x25519(bob)).hex() == x25519(bob, x25519(alice)).hex() == shared
    # The accumulated value that Go's crypto/mlkem publishes for ML-KEM-768 and 100 rounds
    stream, out, at = hashlib.shake_128().digest(100 * (64 + 32 + 1088)), hashlib.shake_128(), 0
    for _ in range(100):
        d, z, m, noise = (stream[at + a:at + b] for a, b in ((0, 32), (32, 64), (64, 96), (96, 1184)))
        at += 1184
        ek, dk = kem_keys(d, z)
        secret, ciphertext = kem_encapsulate(ek, m)
        assert kem_decapsulate(dk, ciphertext) == secret
        for part in (ek, ciphertext, secret, kem_decapsulate(dk, noise)):
            out.update(part)
    assert out.digest(32).hex() == "1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415"
    # RFC 5869, A.1, whose output begins with one block
    prk = extract(bytes(range(13)), b"\x0b" * 22)
    assert expand(prk, bytes(range(0xF0, 0xFA))).hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"


def refused(call, *arguments):
    try:
        call(*arguments)
    except Violation:
        return True
    return False


def test_forms(pad, unpad):
    assert cbor({"b": 24, "aa": [True, False], "a": b"\x01"}).hex() == "a36161410161621818626161" + "82f5f4"
    assert uncbor(cbor({"x": {"y": ["é", 1 << 40]}})) == {"x": {"y": ["é", 1 << 40]}}
    for wrong in ("", "a0a0", "a1616101a0", "a2616201616101", "a16161", "a161611801", "a1616120", "bf616101ff", "a10101",
                  "a26161016161" + "02", "a16161f6", "80", "a161611b8000000000000000", "a161615f4101ff", "a16161" + "81" * 4 + "00",
                  "a1616161ff"):
        assert refused(uncbor, bytes.fromhex(wrong)), wrong
    for size in (1, 254, 255, 256, 511):
        assert unpad(pad(b"x" * size)) == b"x" * size and len(pad(b"x" * size)) % 256 == 0
    for wrong in (b"x" * 256, pad(b"xy") + bytes(256), pad(b"xy")[:-1], bytes(256)):
        assert refused(unpad, wrong)


class Events:
    """What one side of the loopback session told."""

    def __init__(self):
        self.told, self.changed = [], threading.Condition()

    def __call__(self, event, **members):
        with self.changed:
            self.told.append({"event": event, **members})
            self.changed.notify_all()

    def wait(self, event, **members):
        """The first such event; it and what came before it are gone then."""
        wanted = {"event": event, **members}.items()

        def found():
            return next((i for i, e in enumerate(self.told) if wanted <= e.items()), None)

        with self.changed:
            if not self.changed.wait_for(lambda: found() is not None, 20):
                raise AssertionError("no %s in %s" % (dict(wanted), self.told))
            at = found()
            event = self.told[at]
            del self.told[:at + 1]
            return event


def test_loopback(Server, Client, key, form):
    settings = {"key": key, "dump": None, "no_ack": False, "accept": False, "window": 1 << 20, "bad_proof": False, "form": form}
    theirs, ours = Events(), Events()
    server = Server(types.SimpleNamespace(**settings, name="serveur", port=0), theirs)
    server.start()
    client = Client(types.SimpleNamespace(**settings, name="é", port=server.options.port), ours)

    def opened(resumed):
        at_server, at_client = theirs.wait("open", name="é"), ours.wait("open", name="serveur")
        assert at_server["resumed"] == at_client["resumed"] == resumed
        for member in ("fingerprint", "sfp"):
            assert at_server[member] == at_client[member]
        assert (at_server["sfp"] == at_server["fingerprint"]) == bool(key)

    def do(peer, do, **members):
        peer.command({"do": do, **members})

    client.start()
    opened(False)
    for peer, own, other in ((client, ours, theirs), (server, theirs, ours)):
        do(peer, "text", text="bonjour")
        other.wait("text", text="bonjour")
        own.wait("ack")
        do(peer, "key_update")
        do(peer, "unknown")
        do(peer, "text", text="x" * 65536, id="00" * 16)
        other.wait("key_update")
        other.wait("unknown", type=128)
        other.wait("text", text="x" * 65536)
        do(peer, "text", text="x" * 65536, id="00" * 16)
        other.wait("duplicate")
        do(peer, "ping", n=7)
        own.wait("pong", n=7)
        for size in (0, 1, 3_000_000):
            do(peer, "offer", name="a", size=size)
            sent = own.wait("offered")
            (client if peer is server else server).command({"do": "accept", "n": other.wait("offer")["n"]})
            assert other.wait("file")["sha256"] == sent["sha256"]
            own.wait("sent")
    do(server, "text", text="weiter", **{"from": {"address": "192.0.2.1", "name": "n"}})
    assert ours.wait("text")["from"]["address"] == "192.0.2.1"
    do(client, "roster")
    assert [m["you"] for m in ours.wait("roster")["members"]] == [True]
    do(client, "offer", name="b", size=100, bad_size=True)
    do(server, "accept", n=theirs.wait("offer")["n"])
    theirs.wait("altered")
    ours.wait("cancelled", reason="altered")
    do(client, "offer", name="c", size=10)
    do(server, "cancel", n=theirs.wait("offer")["n"], reason="refused")
    ours.wait("cancelled", reason="refused")
    theirs.wait("cancelled", reason="refused")

    # A cut in a file and before an ACK: the file goes on, the text is not shown again
    do(client, "offer", name="d", size=500_000)
    sent = ours.wait("offered")
    do(server, "accept", n=theirs.wait("offer")["n"], hold=200_000)
    theirs.wait("progress", taken=200_000)
    server.options.no_ack = True
    do(client, "text", text="wieder")
    theirs.wait("text", text="wieder")
    do(client, "cut")
    theirs.wait("ended", reason="cut")
    ours.wait("ended", reason="cut")
    server.options.no_ack = False
    do(client, "reconnect")
    opened(True)
    theirs.wait("duplicate", text="wieder")
    ours.wait("ack")
    ours.wait("answer", offset=200_000, begin=200_000)
    assert theirs.wait("file")["sha256"] == sent["sha256"]
    ours.wait("sent")

    # A newer connection with the proof takes the place of the older one; a false proof changes nothing
    do(client, "reconnect")
    opened(True)
    do(client, "wrong_proof")
    opened(False)
    assert len(server.sessions) == 2
    do(client, "close")
    ours.wait("ended", reason="closed")
    theirs.wait("ended", reason="closed")
    do(server, "close")
    theirs.wait("ended", reason="closed")

    # A responder that does not know the chain's secret
    server.options.bad_proof = True
    client.start()
    ours.wait("violation", what="a false proof")
    theirs.wait("ended", reason="unproved")
    server.options.bad_proof = False

    for negative, reason in (({"wire": "00000011" + "00" * 17}, "altered"), ({"wire": "00011111"}, "protocol"),
                             ({"type": 40, "hex": "a0"}, "protocol"), ({"type": 1, "hex": "a0"}, "protocol"),
                             ({"type": 4, "hex": "a0"}, "protocol"), ({"plain": "0fa1616e00"}, "protocol"),
                             ({"plain": "0b0000000178"}, "protocol"), ({"type": 7, "hex": cbor(
                                 {"address": "", "name": "", "fingerprint": ""}).hex()}, "protocol")):
        client.chain = None
        client.start()
        opened(False)
        do(client, "raw", **negative)
        theirs.wait("violation")
        ours.wait("ended", reason=reason)
        theirs.wait("ended", reason=reason)


def run(Server, Client, pad, unpad):
    test_forms(pad, unpad)
    test_algorithms()
    for key, form in ((None, 14), ("00112233445566778899aabbccddeeff", 14), ("ab" * 32, 15)):
        test_loopback(Server, Client, key, form)
