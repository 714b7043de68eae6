"""One POST to an address that may be a stranger's: resolved once, never redirected, ended in time."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

#: Seconds for the whole exchange, however slowly the other side speaks.
PATIENCE_S = 10.0
#: Of the addresses of a name, how many are tried.
MOST_ADDRESSES = 4
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
#: 6to4, Teredo with the other addresses of protocols, and the documentation's (RFC 9637).
_CARRIERS = tuple(map(ipaddress.IPv6Network, ("2002::/16", "2001::/23", "3fff::/20")))
#: The anycast of 6to4's relays (RFC 7526).
_RELAYS = ipaddress.IPv4Network("192.88.99.0/24")


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
    return None if private or _may_be_public(place.hostname) else "notices.error.url_not_public"


def _may_be_public(host: str) -> bool:
    """False for an address or a name that can never be a webhook's; other names are asked when it is used."""
    try:
        return _public(host)
    except ValueError:
        return host.rstrip(".").rpartition(".")[2] not in {"localhost", "local", "internal"}


def post(url: str, *, headers: Mapping[str, str], body: bytes, private: bool) -> int:
    """POST and give the status; a redirection is its status, for nobody follows it.

    Raises ``AddressRefusedError`` when the name leads to no public address (unless ``private``),
    ``OSError`` when the other side cannot be reached or is not done within ten seconds.
    """
    if refused(url, private=private):
        raise AddressRefusedError(url)
    place = urlsplit(url)
    secure = place.scheme == "https"
    port = place.port or (443 if secure else 80)
    channel = _dial(str(place.hostname), port, private)
    # The socket's own time-out starts again with every byte, of the handshake too; this one does not.
    watched = channel.dup()
    watchdog = threading.Timer(PATIENCE_S, _cut, [watched])
    watchdog.start()
    try:
        connection = _connection(str(place.hostname), port, channel, secure)
        try:
            target = (place.path or "/") + (f"?{place.query}" if place.query else "")
            connection.request("POST", target, body=body, headers={"user-agent": "portal", **headers})
            return connection.getresponse().status
        finally:
            connection.close()
    except http.client.HTTPException as fault:
        raise ConnectionError(type(fault).__name__) from fault
    finally:
        watchdog.cancel()
        watched.close()
        channel.close()


def _connection(host: str, port: int, channel: socket.socket, secure: bool) -> http.client.HTTPConnection:
    if not secure:
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
        connection.sock = channel
        return connection
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=context)
    connection.sock = context.wrap_socket(channel, server_hostname=host)
    return connection


def _dial(host: str, port: int, private: bool) -> socket.socket:
    """Connect to one of the very addresses that were looked at: a second resolution could give others."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))[:MOST_ADDRESSES]
    if not private and not all(_public(address) for address in addresses):
        raise AddressRefusedError(host)
    fault: OSError = ConnectionError("no address")
    for address in addresses:
        try:
            # An address, so nothing is looked up again.
            return socket.create_connection((address, port), timeout=PATIENCE_S / len(addresses))
        except OSError as refused_:
            fault = refused_
    raise fault


def _public(address: str) -> bool:
    where = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(where, ipaddress.IPv6Address):
        # Only what is given out as public. Whatever carries an IPv4 address (mapped, translated, NAT64,
        # 6to4, Teredo) may lead to a network that is not: no receiver of notices needs it.
        return where in _GLOBAL_UNICAST and not any(where in one for one in _CARRIERS) and where.is_global
    return where.is_global and not where.is_multicast and where not in _RELAYS


def _cut(channel: socket.socket) -> None:
    with suppress(OSError):
        channel.shutdown(socket.SHUT_RDWR)
