"""What somebody typed into a form that is not taken, shown again: a browser that goes back loads the page anew."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message

from web.body import HEAD_BYTES, head_of

_MOST = 10_000  # more than there is room for
_CARRIED, _WAS = frozenset({"form", "once", "seen", "was"}), "was-"
_LONG = 20
_MULTIPART = "multipart/form-data"


async def remember_text(request: Request) -> bool:
    """Remember what a form says in words, for the page that refuses it; whether there is any. Where a browser shows no
    page none is; of what is large, what stands at its beginning: fields come before files."""
    is_page = "text/html" in request.headers.get("accept", "") and "hx-request" not in request.headers
    if request.method != "POST" or not is_page:
        return False
    if not hasattr(request.state, "typed"):
        form = await _form(request, await head_of(request))
        request.state.typed = [
            said
            for name, one in form.multi_items()
            if isinstance(one, str) and not _is_carried(name) and _is_typed(said := one.strip())
        ]
    return bool(request.state.typed)


def remembered_text(request: Request) -> list[str]:
    """What was remembered of this request."""
    found: list[str] = getattr(request.state, "typed", [])
    return found


async def _form(request: Request, head: bytes) -> FormData:
    """The fields of a form of which this is the beginning; what is cut off in the middle is there up to that."""
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
    """What a form has of itself: nobody wrote it just now."""
    return name in _CARRIED or name.startswith(_WAS)


def _is_typed(said: str) -> bool:
    """Words, or what is as long as an address: what is chosen is short and has no blanks in it."""
    return len(said) > _LONG or len(said.split()) > 1
