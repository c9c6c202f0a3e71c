#!/usr/bin/python3
"""A small peer that speaks USI-lite, without any encryption, for the tests.

    usilite.py server [--port N] [options]      listens on 127.0.0.1
    usilite.py client PORT [options]            connects to 127.0.0.1

Commands come as JSON objects, one a line, on standard input; what happens is told as JSON objects, one a line, on
standard output. The end of standard input is a goodbye. What one recv returns is one whole message, whatever it holds.
"""
import argparse
import base64
import contextlib
import json
import socket
import sys
import threading
import time

READ = 4096
RELAYED = "!:s"
SYSTEM = "<système> "
CLIENT_GOODBYE = "!client-fermeture"
SERVER_GOODBYE = "!serveur-fermeture"

stdout_lock = threading.Lock()


def report(event, **members):
    with stdout_lock:
        print(json.dumps({"event": event, **members}), flush=True)


class Link:
    """One connection. Reads in the thread that calls it, writes from any."""

    def __init__(self, sock, options):
        self.sock = sock
        self.address, self.port = sock.getpeername()[:2]
        self.pause = options.pause
        self.lock = threading.Lock()
        self.reading = threading.Event()
        self.reading.set()

    @property
    def label(self):
        return "%s:%d" % (self.address, self.port)

    def messages(self):
        while True:
            self.reading.wait()
            data = self.sock.recv(READ)
            if not data:
                return
            yield data.decode(errors="replace")

    def write(self, data):
        with self.lock:
            self.sock.sendall(data)
            time.sleep(self.pause)

    def say(self, text):
        self.write(text.encode())

    def flood(self, text, count):
        """As fast as the other side takes it, without a pause; tells when it is all written."""
        try:
            for _ in range(count):
                self.sock.sendall(text.encode())
            report("flooded", peer=self.label, count=count)
        except OSError:
            report("flood-cut", peer=self.label)

    def close(self):
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.reading.set()


class Peer:
    def __init__(self, options):
        self.options = options
        self.links = []
        self.lock = threading.Lock()

    def run(self, sock):
        link = Link(sock, self.options)
        with self.lock:
            self.links.append(link)
        report("open", peer=link.label, local="%s:%d" % sock.getsockname()[:2])
        self.joined(link)
        reason = "end"
        try:
            for text in link.messages():
                if text == self.their_goodbye:
                    reason = "goodbye"
                    break
                self.heard(link, text)
        except OSError:
            reason = "reset"
        with self.lock:
            self.links.remove(link)
        sock.close()
        report("closed", peer=link.label, reason=reason)
        self.left(link)

    def joined(self, link):
        pass

    def left(self, link):
        pass

    def all_links(self):
        with self.lock:
            return list(self.links)

    def command(self, command):
        do = command["do"]
        for link in self.all_links():
            if command.get("to") not in (None, link.label):
                continue
            if do == "say":
                link.say(command["text"])
            elif do == "bytes":
                link.write(base64.b64decode(command["base64"]))
            elif do == "flood":
                threading.Thread(target=link.flood, args=(command["text"] * command.get("times", 1), command["count"]), daemon=True).start()
            elif do == "stall":
                link.reading.clear()
            elif do == "resume":
                link.reading.set()
            elif do == "drop":
                link.close()
            else:
                raise ValueError(do)
        report("done", do=do)

    def goodbye(self):
        for link in self.all_links():
            with contextlib.suppress(OSError):
                link.say(self.own_goodbye)


class Server(Peer):
    own_goodbye, their_goodbye = SERVER_GOODBYE, CLIENT_GOODBYE

    def start(self):
        listener = socket.create_server(("127.0.0.1", self.options.port), backlog=16)
        report("listening", port=listener.getsockname()[1])

        def accept():
            while True:
                sock, _ = listener.accept()
                threading.Thread(target=self.run, args=(sock,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()

    def tell_others(self, link, text):
        for other in self.all_links():
            if other is not link:
                with contextlib.suppress(OSError):
                    other.say(text)

    def joined(self, link):
        self.tell_others(link, "%sLe client %s c'est connecté." % (SYSTEM, link.address))

    def left(self, link):
        self.tell_others(link, "%sLe client %s s'est déconnecté." % (SYSTEM, link.address))

    def heard(self, link, text):
        report("message", peer=link.label, text=text)
        self.tell_others(link, "%s%s>> %s" % (RELAYED, link.address, text))


class Client(Peer):
    own_goodbye, their_goodbye = CLIENT_GOODBYE, SERVER_GOODBYE

    def start(self):
        sock = socket.create_connection(("127.0.0.1", self.options.port), source_address=(self.options.source, 0))
        threading.Thread(target=self.run, args=(sock,), daemon=True).start()

    def heard(self, link, text):
        if text.startswith(RELAYED):
            source, _, said = text[len(RELAYED):].partition(">> ")
            report("relayed", source=source, text=said)
        elif text.startswith(SYSTEM):
            report("system", text=text[len(SYSTEM):])
        else:
            report("message", peer=link.label, text=text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    roles = parser.add_subparsers(dest="role", required=True)
    server, client = roles.add_parser("server"), roles.add_parser("client")
    server.add_argument("--port", type=int, default=0)
    client.add_argument("port", type=int)
    client.add_argument("--source", default="127.0.0.1", help="the address to connect from: any of 127.0.0.0/8")
    for role in (server, client):
        role.add_argument("--pause", type=float, default=0.1, help="seconds after each write")
    options = parser.parse_args()
    peer = Server(options) if options.role == "server" else Client(options)
    peer.start()
    for line in sys.stdin:
        try:
            peer.command(json.loads(line))
        except OSError as e:
            report("failed", why=str(e))
    peer.goodbye()


if __name__ == "__main__":
    main()
