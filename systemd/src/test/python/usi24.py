#!/usr/bin/python3
"""A small peer that behaves on the wire like USI 2.4, faults included, for the tests.

    usi24.py server [--port N] [options]        listens on 127.0.0.1
    usi24.py client PORT [options]              connects to 127.0.0.1
    usi24.py selftest VECTORS                   checks itself against the published vectors

Commands come as JSON objects, one a line, on standard input; what happens is told as JSON objects, one a line, on
standard output. The end of standard input is a goodbye; received files go to the working folder. Like 2.4 it takes what one recv(16384) returns as one whole
message: joined or cut messages are undecipherable to it. It needs Debian's python3-pycryptodome.
"""
import argparse
import base64
import contextlib
import hashlib
import hmac
import json
import os
import random
import socket
import sys
import threading
import time
import warnings

from Cryptodome.Cipher import AES, PKCS1_OAEP
from Cryptodome.Hash import SHA256
from Cryptodome.PublicKey import RSA
from Cryptodome.Signature import pss

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import crypt  # Debian's libcrypt knows bcrypt

READ = 16384
MARKER = b"|!f|"
SYSTEM = "<système> "


# --- what the wire page says, as functions -------------------------------------------------------------------------

def encrypt(key, plain, nonce=None):
    """Returns nonce, tag and ciphertext."""
    cipher = AES.new(key, AES.MODE_OCB, nonce=nonce or os.urandom(15), mac_len=16)
    ciphertext, tag = cipher.encrypt_and_digest(plain)
    return cipher.nonce, tag, ciphertext


def decrypt(key, nonce, tag, ciphertext):
    return AES.new(key, AES.MODE_OCB, nonce=nonce, mac_len=16).decrypt_and_verify(ciphertext, tag)


def seal(key, text, nonce=None):
    return b"".join(base64.b64encode(part) for part in encrypt(key, text.encode(), nonce))


def unseal(key, wire):
    """The text of one whole message; ValueError where it is anything else.

    2.4 decodes leniently, and so loses a message joined to one whose base64 ends in padding without a word; here
    that is undecipherable too.
    """
    nonce, tag, ciphertext = (base64.b64decode(part, validate=True) for part in (wire[:20], wire[20:44], wire[44:]))
    return decrypt(key, nonce, tag, ciphertext).decode()


def spki(rsa):
    return rsa.public_key().export_key("DER")


def greeting(rsa):
    return base64.b64encode(spki(rsa))


def answer(rsa, server_spki, session_key, sign=True):
    signature = pss.new(rsa).sign(SHA256.new(session_key)) if sign else os.urandom(256)
    secret = PKCS1_OAEP.new(RSA.import_key(server_spki)).encrypt(session_key)
    return b"".join(map(base64.b64encode, (spki(rsa), signature, secret)))


def open_answer(rsa, wire):
    """Returns the session key and the client's SPKI; ValueError where the signature is bad."""
    client_spki, signature, secret = map(base64.b64decode, (wire[:392], wire[392:736], wire[736:]))
    session_key = PKCS1_OAEP.new(rsa).decrypt(secret)
    pss.new(RSA.import_key(client_spki)).verify(SHA256.new(session_key), signature)
    return session_key, client_spki


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


def prehash(password):
    return base64.b64encode(hashlib.sha256(password.encode()).digest()).decode()


def bcrypt(password):
    alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    salt = "".join(random.SystemRandom().choices(alphabet, k=21)) + "u"  # the last character carries 2 bits
    return crypt.crypt(prehash(password), "$2a$12$" + salt)


def bcrypt_matches(password, hashed):
    return hmac.compare_digest(crypt.crypt(prehash(password), hashed) or "", hashed)


def file_stream(key, content, nonce=None):
    return b"".join(encrypt(key, content, nonce)) + MARKER


# --- the peer ------------------------------------------------------------------------------------------------------

stdout_lock = threading.Lock()


def report(event, **members):
    with stdout_lock:
        print(json.dumps({"event": event, **members}), flush=True)


class Closed(Exception):
    """The connection is over; the argument says why."""


class Link:
    """One connection, after its opening. Reads in the thread that calls it, writes from any."""

    def __init__(self, sock, options):
        self.sock = sock
        self.options = options
        self.address = "%s:%d" % sock.getpeername()[:2]
        self.name = ""
        self.key = None
        self.fingerprint = None
        self.lock = threading.Lock()
        self.reading = threading.Event()
        self.reading.set()

    def recv(self, size=READ):
        self.reading.wait()
        if self.options.rate:
            size = min(size, max(1, self.options.rate // 20))
            time.sleep(size / self.options.rate)
        try:
            data = self.sock.recv(size)
        except OSError as e:
            raise Closed("reset") from e
        if not data:
            raise Closed("end")
        return data

    def write(self, *parts):
        """Each part in one segment of its own, as far as a pause can bring that about."""
        with self.lock:
            for part in parts:
                self.sock.sendall(part)
                time.sleep(self.options.pause)

    def say(self, text):
        self.write(seal(self.key, text))

    def send_file(self, name, content):
        stream = file_stream(self.key, content)
        self.write(seal(self.key, "|!f%s|%d" % (name, len(content))), stream[:-len(MARKER)], MARKER)
        report("sent", peer=self.address, name=name, size=len(content))

    def read_file(self):
        """The bytes up to the marker, wherever that stands, as 2.4 reads them. What follows it in the same read is lost."""
        stream = bytearray()
        while True:
            data = self.recv()
            end = data.find(MARKER)
            if end >= 0:
                stream += data[:end]
                return decrypt(self.key, bytes(stream[:15]), bytes(stream[15:31]), bytes(stream[31:]))
            stream += data

    def close(self):
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.reading.set()


class Peer:
    """What server and client have in common."""

    def __init__(self, options):
        self.options = options
        self.preset = preset(options.cle) if options.cle else None
        self.links = []
        self.lock = threading.Lock()

    def run(self, sock):
        link = Link(sock, self.options)
        reason = None
        try:
            self.open(link)
            report("open", peer=link.address, fingerprint=link.fingerprint, local="%s:%d" % sock.getsockname()[:2])
            self.exchange_names(link)
            while True:
                self.receive(link)
        except Closed as e:
            reason = str(e)
        except OSError:
            reason = "reset"
        finally:
            with self.lock:
                known = link in self.links
                if known:
                    self.links.remove(link)
            link.close()
            sock.close()
            report("closed", peer=link.address, reason=reason)
            if known:
                self.left(link)

    def receive(self, link):
        text = self.read_text(link)
        if text is None:
            return
        if text.startswith("|!f") and text.count("|") == 2:
            name, size = text[3:].split("|")
            self.take_file(link, name, int(size))
        else:
            self.dispatch(link, text)

    def read_text(self, link):
        wire = link.recv()
        try:
            return unseal(link.key, wire)
        except ValueError:
            report("undecipherable", peer=link.address, bytes=len(wire))
            return None

    def take_file(self, link, name, size):
        report("offer", peer=link.address, name=name, size=size)
        try:
            content = link.read_file()
        except ValueError:
            report("bad_file", peer=link.address, name=name)
            return
        path = os.path.join(os.getcwd(), "%d-%s" % (time.monotonic_ns(), os.path.basename(name)))
        with open(path, "wb") as out:
            out.write(content)
        report("file", peer=link.address, name=name, announced=size, size=len(content), path=path,
               sha256=hashlib.sha256(content).hexdigest())
        self.took_file(link, name, content)

    def took_file(self, link, name, content):
        pass

    def left(self, link):
        pass

    def chosen(self, command):
        with self.lock:
            return [link for link in self.links if command.get("to") in (None, link.address, link.name)]

    def command(self, command):
        """One line of standard input."""
        do = command["do"]
        for link in self.chosen(command):
            if do == "say":
                link.say(command["text"])
            elif do == "join":
                link.write(b"".join(seal(link.key, text) for text in command["texts"]))
            elif do == "cut":
                wire = seal(link.key, command["text"])
                link.write(wire[:command["at"]])
                time.sleep(command.get("pause", 0.1))
                link.write(wire[command["at"]:])
            elif do == "bytes":
                link.write(base64.b64decode(command["base64"]))
            elif do == "file":
                with open(command["path"], "rb") as content:
                    link.send_file(command.get("name", os.path.basename(command["path"])), content.read())
            elif do == "broken_file":
                stream = bytearray(file_stream(link.key, b"x" * command["size"]))
                stream[20] ^= 1
                link.write(seal(link.key, "|!fbroken|%d" % command["size"]), bytes(stream[:-4]), MARKER)
            elif do == "stall":
                link.reading.clear()
            elif do == "resume":
                link.reading.set()
            elif do == "drop":
                link.close()
            else:
                self.role_command(link, command)
        report("done", do=do)


class Server(Peer):
    def __init__(self, options):
        super().__init__(options)
        self.rsa = RSA.generate(2048)
        self.password = options.password

    def start(self):
        listener = socket.create_server(("127.0.0.1", self.options.port), backlog=16)
        report("listening", port=listener.getsockname()[1])

        def accept():
            while True:
                sock, _ = listener.accept()
                threading.Thread(target=self.run, args=(sock,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()

    def open(self, link):
        if self.preset:
            link.key, link.fingerprint = self.preset, hashlib.sha256(self.preset).hexdigest()
            return
        link.write(greeting(self.rsa))
        try:
            link.key, client_spki = open_answer(self.rsa, link.recv())
        except (ValueError, TypeError) as e:
            report("refused", peer=link.address)
            raise Closed("refused") from e
        link.fingerprint = hashlib.sha256(client_spki + spki(self.rsa)).hexdigest()

    def exchange_names(self, link):
        text = self.read_text(link)
        if text is None or not text.startswith("|!pseudo="):
            raise Closed("no name")
        link.name = text[len("|!pseudo="):-1][:12]
        link.say("|!pseudo=%s|" % self.options.name)
        with self.lock:
            self.links.append(link)
        # Only now does a command reach this link.
        report("name", peer=link.address, name=link.name)
        self.tell_others(link, "%sLe client %s c'est connecté.\nEmpreinte de vérification: %s"
                         % (SYSTEM, self.label(link), link.fingerprint))

    @staticmethod
    def label(link):
        return link.address + (" (%s)" % link.name if link.name else "")

    def others(self, link):
        with self.lock:
            return [other for other in self.links if other is not link]

    def tell_others(self, link, text):
        for other in self.others(link):
            with contextlib.suppress(OSError):
                other.say(text)

    def left(self, link):
        self.tell_others(link, "%sLe client %s s'est déconnecté." % (SYSTEM, self.label(link)))

    def dispatch(self, link, text):
        if text == "|!client-fermeture":
            raise Closed("goodbye")
        if text == "!client-utilisateurs":
            link.say(self.user_list(link))
        elif text == "|!challenge-mdp-1":
            report("challenged", peer=link.address)
            if self.password is not None:
                link.say("|!challenge-mdp-2:" + bcrypt(self.password))
        else:
            report("message", peer=link.address, text=text)
            self.tell_others(link, "|!r%s>> %s" % (link.address + (" " + link.name if link.name else ""), text))

    def user_list(self, asking):
        with self.lock:
            rows = ["%s %s (%s)" % (link.address, link.name, "Vous" if link is asking else link.fingerprint)
                    for link in self.links]
        return ("!utilisateurs >\n   Serveur: (ip_serveur) (pseudo) (empreinte_serveur)\n   Clients: "
                + "\n            ".join(rows))

    def took_file(self, link, name, content):
        for other in self.others(link):
            with contextlib.suppress(OSError):
                other.send_file(name, content)

    def role_command(self, link, command):
        if command["do"] == "answer":
            link.say("|!challenge-mdp-2:" + bcrypt(command["password"]))
        else:
            raise ValueError("a server cannot " + command["do"])

    def goodbye(self):
        for link in self.chosen({}):
            with contextlib.suppress(OSError):
                link.say("|!serveur-fermeture")


class Client(Peer):
    def start(self):
        sock = socket.create_connection(("127.0.0.1", self.options.port))
        threading.Thread(target=self.run, args=(sock,), daemon=True).start()

    def open(self, link):
        if self.preset:
            link.key, link.fingerprint = self.preset, hashlib.sha256(self.preset).hexdigest()
            return
        server_spki = base64.b64decode(link.recv())
        if self.options.silent:
            link.reading.clear()
            link.recv()
        rsa, link.key = RSA.generate(2048), os.urandom(16)
        link.fingerprint = hashlib.sha256(spki(rsa) + server_spki).hexdigest()
        link.write(answer(rsa, server_spki, link.key, sign=not self.options.bad_signature))

    def exchange_names(self, link):
        with self.lock:
            self.links.append(link)
        link.say("|!pseudo=%s|" % self.options.name)
        text = self.read_text(link)
        if text is None or not text.startswith("|!pseudo="):
            raise Closed("no name")
        link.name = text[len("|!pseudo="):-1][:12]
        report("name", peer=link.address, name=link.name)

    def dispatch(self, link, text):
        if text == "|!serveur-fermeture":
            raise Closed("goodbye")
        if text.startswith("|!r"):
            source, _, said = text[3:].partition(">> ")
            report("relayed", source=source, text=said)
        elif text.startswith(SYSTEM):
            report("system", text=text[len(SYSTEM):])
        elif text.startswith("!utilisateurs >"):
            report("users", text=text.replace("(ip_serveur)", link.address).replace("(pseudo)", link.name)
                   .replace("(empreinte_serveur)", "(%s)" % link.fingerprint))
        elif text.startswith("|!challenge-mdp-2:"):
            report("challenge", match=bcrypt_matches(self.options.password, text.partition(":")[2]))
        else:
            report("message", peer=link.address, text=text)

    def role_command(self, link, command):
        if command["do"] == "users":
            link.say("!client-utilisateurs")
        elif command["do"] == "challenge":
            link.say("|!challenge-mdp-1")
        else:
            raise ValueError("a client cannot " + command["do"])

    def goodbye(self):
        for link in self.chosen({}):
            with contextlib.suppress(OSError):
                link.say("|!client-fermeture")


# --- the vectors ---------------------------------------------------------------------------------------------------

def deterministic(label, length):
    blocks = (hashlib.sha256(b"%s:%d" % (label.encode(), i)).digest() for i in range(length // 32 + 1))
    return b"".join(blocks)[:length]


def selftest(path):
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)
    for v in vectors["messages"]:
        key, nonce = bytes.fromhex(v["key"]), bytes.fromhex(v["nonce"])
        assert seal(key, v["text"], nonce).decode() == v["wire"]
        assert unseal(key, v["wire"].encode()) == v["text"]
    for v in vectors["handshakes"]:
        rsa = RSA.import_key(base64.b64decode(v["server_private_pkcs8_b64"]))
        assert greeting(rsa).decode() == v["server_greeting_text"]
        key, client_spki = open_answer(rsa, v["client_answer_text"].encode())
        assert key.hex() == v["session_key"]
        assert hashlib.sha256(client_spki + spki(rsa)).hexdigest() == v["fingerprint"]
        assert open_answer(rsa, answer(rsa, spki(rsa), key))[0] == key
    v = vectors["handshake_bad_signature"]
    try:
        open_answer(RSA.import_key(base64.b64decode(v["server_private_pkcs8_b64"])), v["client_answer_text"].encode())
        raise AssertionError("a bad signature was taken")
    except ValueError:
        pass
    for v in vectors["preset_keys"]:
        for form in [v["b64"], *v["hex_forms"]]:
            assert preset(form).hex() == v["key"]
            assert hashlib.sha256(preset(form)).hexdigest() == v["fingerprint"]
    for v in vectors["challenge"]:
        assert prehash(v["password"]) == v["prehash"]
        assert bcrypt_matches(v["password"], v["bcrypt"]) and not bcrypt_matches("not it", v["bcrypt"])
    assert bcrypt_matches("é", bcrypt("é"))
    for v in vectors["files"]:
        key, content = bytes.fromhex(v["key"]), deterministic(v["content_label"], v["size"])
        if "stream_b64" in v:
            stream = base64.b64decode(v["stream_b64"])
            assert decrypt(key, stream[:15], stream[15:31], stream[31:-4]) == content
            assert file_stream(key, content, stream[:15]) == stream
    report("selftest", ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    roles = parser.add_subparsers(dest="role", required=True)
    server, client = roles.add_parser("server"), roles.add_parser("client")
    roles.add_parser("selftest").add_argument("vectors")
    server.add_argument("--port", type=int, default=0)
    client.add_argument("port", type=int)
    client.add_argument("--bad-signature", action="store_true", help="sign something else")
    client.add_argument("--silent", action="store_true", help="connect, and never answer the greeting")
    for role in (server, client):
        role.add_argument("--name", default="")
        role.add_argument("--cle", help="preset key, hexadecimal or base64")
        role.add_argument("--password", help="for !motdepasse")
        role.add_argument("--pause", type=float, default=0.2, help="seconds after each write")
        role.add_argument("--rate", type=int, default=0, help="read at most so many bytes a second")
    options = parser.parse_args()
    if options.role == "selftest":
        selftest(options.vectors)
        return
    peer = Server(options) if options.role == "server" else Client(options)
    peer.start()
    for line in sys.stdin:
        try:
            peer.command(json.loads(line))
        except OSError as e:
            report("error", problem=str(e))
    peer.goodbye()


if __name__ == "__main__":
    main()
