"""One POST to an address that may be a stranger's: resolved once, never redirected, ended in time."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

#: Seconds for the whole exchange, however slowly the other side speaks.
PATIENCE_S = 10.0


class AddressRefusedError(ValueError):
    """The address is none that a notice may be sent to."""


def refused(url: str, *, private: bool) -> str | None:
    """Why an address cannot be a webhook's, as a dotted code; ``None`` when its form is sound."""
    try:
        place = urlsplit(url)
        port = place.port
    except ValueError:
        return "notices.error.url_malformed"
    if place.scheme != "https" and not (private and place.scheme == "http"):
        return "notices.error.url_not_https"
    if not place.hostname or place.username or place.password or place.fragment or port == 0:
        return "notices.error.url_malformed"
    if any(ord(one) <= 32 or ord(one) > 126 for one in url) or len(url) > 500:
        return "notices.error.url_malformed"
    return None


def post(url: str, *, headers: Mapping[str, str], body: bytes, private: bool) -> int:
    """POST and give the status; a redirection is its status, for nobody follows it.

    Raises ``AddressRefusedError`` when the name leads to no public address (unless ``private``),
    ``OSError`` when the other side cannot be reached or is not done within ten seconds.
    """
    if refused(url, private=private):
        raise AddressRefusedError(url)
    place = urlsplit(url)
    connection = _connection(place, private)
    # The socket's own time-out starts again with every byte; this one does not.
    watchdog = threading.Timer(PATIENCE_S, _cut, [connection])
    watchdog.start()
    try:
        target = (place.path or "/") + (f"?{place.query}" if place.query else "")
        connection.request("POST", target, body=body, headers={"user-agent": "portal", **headers})
        return connection.getresponse().status
    except http.client.HTTPException as fault:
        raise ConnectionError(type(fault).__name__) from fault
    finally:
        watchdog.cancel()
        connection.close()


def _connection(place: SplitResult, private: bool) -> http.client.HTTPConnection:
    host, secure = str(place.hostname), place.scheme == "https"
    port = place.port or (443 if secure else 80)
    channel = _dial(host, port, private)
    if not secure:
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
        connection.sock = channel
        return connection
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=context)
    try:
        connection.sock = context.wrap_socket(channel, server_hostname=host)
    except BaseException:
        channel.close()
        raise
    return connection


def _dial(host: str, port: int, private: bool) -> socket.socket:
    """Connect to the very address that was looked at: a second resolution could give another."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(entry[4][:2] for entry in found))
    if not private and not all(_public(str(address[0])) for address in addresses):
        raise AddressRefusedError(host)
    return socket.create_connection((str(addresses[0][0]), port), timeout=PATIENCE_S)


def _public(address: str) -> bool:
    where = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(where, "ipv4_mapped", None) or getattr(where, "sixtofour", None)
    if mapped is not None and not mapped.is_global:
        return False
    return where.is_global and not where.is_multicast


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
