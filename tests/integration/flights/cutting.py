"""A program whose line is cut at the worst moments, over real sockets, and which asks until it is told."""

import json
import socket
import struct
import threading
from collections import Counter
from dataclasses import dataclass, field
from random import Random

#: Where the line is cut: after the commit (the answer's first byte is there), in the middle of the answer,
#: as soon as all was sent, and in the middle of the request.
CUTS = ("committed", "answering", "sent", "sending")
_RESET = struct.pack("ii", 1, 0)


@dataclass
class Line:
    """Somebody's program at a port of this machine; ``cuts`` counts where the line went dead."""

    port: int
    headers: dict[str, str]
    random: Random
    cuts: Counter = field(default_factory=Counter)

    def stubborn(self, path, key, body=None):
        """Ask once cut after the commit, mostly once more cut anywhere, then until there is an answer."""
        message = self.message(path, key, body)
        wanted = ["committed"]
        if self.random.random() < 0.7:
            wanted.insert(self.random.randrange(2), self.random.choice(CUTS))
        for where in wanted:
            self.cut(message, where)
        return self.ask(message)

    def message(self, path, key, body=None):
        """The request as bytes: the same each time, as a program's library would send it."""
        text = b"" if body is None else json.dumps(body).encode()
        named = {
            "Host": f"127.0.0.1:{self.port}",
            "Connection": "close",
            "Content-Type": "application/json",
            "Content-Length": str(len(text)),
            "Idempotency-Key": key,
            **self.headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        return f"POST /api/v1{path} HTTP/1.1\r\n{lines}\r\n".encode() + text

    def cut(self, message, where):
        """Send a request and let the line go dead; nothing of the answer counts."""
        with socket.create_connection(("127.0.0.1", self.port), 60) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            line.sendall(message[: len(message) // 2] if where == "sending" else message)
            if where in {"committed", "answering"}:
                assert line.recv(1 if where == "committed" else 200)
        self.cuts[where] += 1

    def ask(self, message):
        """The status and the answer of a request that nobody cuts."""
        with socket.create_connection(("127.0.0.1", self.port), 60) as line:
            line.sendall(message)
            found = b"".join(iter(lambda: line.recv(65_536), b""))
        head, _, text = found.partition(b"\r\n\r\n")
        if b"chunked" in head.lower():
            text = _unchunked(text)
        return int(head.split()[1]), json.loads(text)


def _unchunked(text):
    found = b""
    while text:
        size, _, text = text.partition(b"\r\n")
        found, text = found + text[: int(size, 16)], text[int(size, 16) + 2 :]
    return found


def file_all(lines, plans):
    """Every line files its plans, all lines at once; gives the ids of the flights, in no order."""
    found, faults = [], []

    def run(line, mine):
        try:
            for key, plan in mine:
                status, made = line.stubborn("/flights", f"new-{key}", plan)
                assert status == 201, made
                status, done = line.stubborn(f"/flights/{made['id']}/submit", f"submit-{key}")
                assert (status, done["status"]) == (200, "approved"), done
                found.append(made["id"])
        except Exception as fault:
            faults.append(fault)

    numbered = list(enumerate(plans))
    threads = [
        threading.Thread(target=run, args=(line, numbered[place :: len(lines)]))
        for place, line in enumerate(lines)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults[0]
    return found
