"""The panel of a desk without `WEB_URL`: `make run` starts it on this machine alone, for a browser here or a tunnel.

The entry points ask, and then set the address, so that every part and child reads it like one of the operator's.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from db.connect import LITTLE_BYTES, read_memory_limit
from db.settings import SANDBOX, SettingsError, is_this_machine
from web.settings import WebSettings

_HERE = "http://127.0.0.1"
_OTHERS = "WEB_URL switches it on, WEB_URL=off ends this line"


@dataclass(frozen=True, slots=True)
class OwnPanel:
    """The address of a panel that starts without a setting, or why it does not start; neither: nobody wants it."""

    url: str = ""
    why_not: str = ""


def find_own_panel(*, root: Path = Path("/")) -> OwnPanel:
    """Return the panel that the settings of this machine lead to. `root`: where `proc` and `sys` are."""
    if os.environ.get(SANDBOX) or "WEB_URL" in WebSettings.collect_set():
        return OwnPanel()
    try:
        settings = WebSettings.load(web_url=_HERE)
    except SettingsError as error:
        return OwnPanel(why_not=f"the panel does not start: {'; '.join(str(error).splitlines())}")
    if not is_this_machine(settings.web_host):
        return OwnPanel()  # a container's port leads elsewhere: only the operator knows the address
    if (memory := read_memory_limit(root)) < LITTLE_BYTES:
        return OwnPanel(why_not=f"the panel does not start in {memory // 1_000_000} MB of memory: {_OTHERS}")
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    return OwnPanel(f"http://{host}:{settings.web_port}")


def find_free_panel() -> OwnPanel:
    """Return the panel that can start now: another program may listen at its address."""
    found = find_own_panel()
    if found.url:
        at = urlsplit(found.url)
        host, port = at.hostname or "", at.port or 0
        try:
            socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
        except OSError as error:
            why = f"{host}:{port}, {os.strerror(error.errno or 0)}"
            return OwnPanel(why_not=f"the panel does not start: WEB_PORT should hold a free port: {why}")
    return found
