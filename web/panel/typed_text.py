"""Keeps what a person typed into a form that is refused, so that the refusal can show it.

A browser that goes back loads the page again, and would lose it.
"""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message

from web.body import HEAD_BYTES, read_head

_MOST = 10_000  # more than there is room for
_CARRIED, _WAS = frozenset({"form", "once", "seen", "was"}), "was-"
_LONG = 20
_MULTIPART = "multipart/form-data"


async def remember_text(request: Request) -> bool:
    """Keep the text of a form for the page that refuses it; return True if there is any. Nothing is kept where the
    browser shows no page; of a large form, its beginning: fields come before files."""
    is_page = "text/html" in request.headers.get("accept", "") and "hx-request" not in request.headers
    if request.method != "POST" or not is_page:
        return False
    if not hasattr(request.state, "typed"):
        form = await _form(request, await read_head(request))
        request.state.typed = [
            said
            for name, one in form.multi_items()
            if isinstance(one, str) and not _is_carried(name) and _is_typed(said := one.strip())
        ]
    return bool(request.state.typed)


def get_remembered_text(request: Request) -> list[str]:
    """Return the text that was kept for this request."""
    found: list[str] = getattr(request.state, "typed", [])
    return found


async def _form(request: Request, head: bytes) -> FormData:
    """Parse the fields of a form of which only the beginning is known; a field that is cut off keeps what is there."""
    media, _, rest = request.headers.get("content-type", "").partition(";")
    if media.strip().lower() == _MULTIPART and len(head) == HEAD_BYTES:
        boundary = rest.partition("boundary=")[2].partition(";")[0].strip().strip('"')
        head = head.decode("utf-8", "ignore").encode() + f"\r\n--{boundary}--\r\n".encode("latin-1", "replace")

    async def receive() -> Message:
        return {"type": "http.request", "body": head, "more_body": False}

    try:
        return await Request(request.scope, receive).form(max_files=_MOST, max_fields=_MOST, max_part_size=HEAD_BYTES)
    except (HTTPException, MultiPartException):
        return FormData()


def _is_carried(name: str) -> bool:
    """Return True for fields that the page itself filled in."""
    return name in _CARRIED or name.startswith(_WAS)


def _is_typed(said: str) -> bool:
    """Return True for several words or a long text: choices are short and have no blanks."""
    return len(said) > _LONG or len(said.split()) > 1
