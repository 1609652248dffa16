"""Warnings about settings that others could read: a readable file, addresses of other machines without TLS.

Each is one line for the operator, who may have reasons; it names the variable, never its value. Opens nothing.
"""

from __future__ import annotations

import ipaddress
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_ENCRYPTED = {"require", "verify-ca", "verify-full"}  # libpq, sslmode: every other goes on without TLS
_NEAR = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa")


def check_file(path: Path) -> Iterator[str]:
    """Yield a line if every user of this machine may read the file of settings."""
    if os.name == "posix" and path.is_file() and path.stat().st_mode & stat.S_IROTH:
        yield f"every user of this machine can read {path.name}, which holds secrets: chmod 600 {path.name}"


def check_address(variable: str, url: str) -> Iterator[str]:
    """Yield a line if a token would travel to another network unencrypted."""
    parts = urlsplit(url)
    if parts.scheme == "http" and is_foreign(parts.hostname or ""):
        yield f"{variable} is http:// on another network: the token travels unencrypted; use https://"


def check_database(url: str) -> Iterator[str]:
    """Yield a line if the database is on another network and its address does not insist on TLS."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    names = [place.rpartition("@")[2] for place in (parts.netloc.rpartition("@")[2], *query.get("host", ()))]
    hosts = [_get_host(place) for name in names for place in name.split(",") if place]
    if any(map(is_foreign, hosts)) and not _ENCRYPTED.intersection(query.get("sslmode", ())):
        yield "DATABASE_URL leads to another network without insisting on TLS: add ?sslmode=require or verify-full"


def _get_host(place: str) -> str:
    return place if place.startswith("/") else (urlsplit(f"//{place}").hostname or "")


def is_foreign(host: str) -> bool:
    """Return True if a host is outside this machine and its own network, as far as its name tells."""
    if not host or host.startswith("/"):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host.rstrip(".") and not host.rstrip(".").endswith(_NEAR)
