"""A person at a terminal of 80 by 24: runs a command on a pseudoterminal, types the lines of standard input, and tells what is to
be seen as JSON, an object a line: {"seen": TEXT}, and at the end {"exit": CODE}. python3 alone."""
import codecs
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios


def tell(**what):
    print(json.dumps(what), flush=True)


def main():
    rows, columns = int(os.environ.get("ROWS", "24")), int(os.environ.get("COLS", "80"))
    child, screen = pty.fork()
    if child == 0:
        # Not before the terminal has its size: the command may ask for it at once.
        sys.stdin.readline()
        os.execvp(sys.argv[1], sys.argv[1:])
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.write(screen, b"\n")
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    hands = [0]
    while True:
        ready, _, _ = select.select([screen] + hands, [], [])
        if screen in ready:
            try:
                seen = os.read(screen, 65536)
            except OSError:
                break
            if not seen:
                break
            tell(seen=decoder.decode(seen))
        if 0 in ready:
            typed = os.read(0, 65536)
            if typed:
                os.write(screen, typed)
            else:
                hands = []
    _, status = os.waitpid(child, 0)
    tell(exit=os.waitstatus_to_exitcode(status))


main()
