#!/usr/bin/python3
"""What a service manager hears: binds the datagram socket PATH and tells each datagram as a JSON object, one a line."""
import json
import socket
import struct
import sys

told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
told.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
told.bind(sys.argv[1])
print(json.dumps({"event": "listening"}), flush=True)
while True:
    data, ancillary, _, _ = told.recvmsg(4096, socket.CMSG_SPACE(12))
    pid = struct.unpack("iii", ancillary[0][2])[0]
    print(json.dumps({"event": "told", "pid": pid, "lines": data.decode().split("\n")}), flush=True)
