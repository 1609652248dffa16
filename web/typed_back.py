"""What somebody typed into a form that is not taken, shown again: a browser that goes back loads the page anew."""

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from web.security import LIMIT_BYTES

_MOST = 100
_CARRIED, _WAS = frozenset({"form", "once", "seen", "was"}), "was-"
_LONG = 20


async def keep(request: Request) -> bool:
    """Remember what a form says in words, for the page that refuses it; whether there is any. Where a browser shows no
    page, and of what is large, which nobody reads of whom it does not know, none is."""
    length = request.headers.get("content-length", "")
    is_page = "text/html" in request.headers.get("accept", "") and "hx-request" not in request.headers
    if request.method != "POST" or not is_page or not length.isdecimal() or int(length) > LIMIT_BYTES:
        return False
    try:
        form = await request.form(max_files=_MOST, max_fields=_MOST, max_part_size=LIMIT_BYTES)
    except (HTTPException, ClientDisconnect):
        return False
    request.state.typed = [
        said
        for name, one in form.multi_items()
        if isinstance(one, str) and not _is_carried(name) and _is_typed(said := one.strip())
    ]
    return bool(request.state.typed)


def kept(request: Request) -> list[str]:
    """What was remembered of this request."""
    found: list[str] = getattr(request.state, "typed", [])
    return found


def _is_carried(name: str) -> bool:
    """What a form has of itself: nobody wrote it just now."""
    return name in _CARRIED or name.startswith(_WAS)


def _is_typed(said: str) -> bool:
    """Words, or what is as long as an address: what is chosen is short and has no blanks in it."""
    return len(said) > _LONG or len(said.split()) > 1
