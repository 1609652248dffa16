"""What was typed into a form that is refused: words alone, of what a browser shows a page of; of what is large, how it
begins."""

from urllib.parse import quote_plus

import pytest
from starlette.requests import Request

from web.body import HEAD_BYTES, Body
from web.files.sources import make_content_disposition
from web.panel.repeated_forms import extend_key
from web.panel.typed_text import get_remembered_text, remember_text

PAGE = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
LINK = b"https://help.example.com/articles/17"
BODY = b"text=It+is+cold+here&value=%s&choice=olga&was-text=It+was+cold&was=:Old+words&form=%s&once=%s" % (
    LINK, b"f" * 64, b"0" * 32,
)  # fmt: skip
TYPED = ["It is cold here", LINK.decode()]


def _request(method: str, headers: dict[str, str], *pieces: bytes) -> tuple[Request, list[bytes]]:
    """It comes piece by piece; and what of it has not been asked for."""
    left = list(pieces)

    async def receive() -> dict[str, object]:
        piece = left.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(left)}

    sent = [(name.encode(), value.encode()) for name, value in {**PAGE, **headers}.items()]
    scope = {"type": "http", "method": method, "path": "/", "query_string": b"", "headers": sent}
    Body(receive, 10, 10 * HEAD_BYTES).attach_to(scope)
    return Request(scope), left


@pytest.mark.parametrize(
    ("method", "headers", "typed"),
    [
        ("POST", {}, TYPED),
        ("POST", {"hx-request": "true"}, []),
        ("POST", {"accept": "application/json"}, []),
        ("PATCH", {}, []),
    ],
)
async def test_what_was_typed_is_kept_for_the_page_that_refuses_it(
    method: str, headers: dict[str, str], typed: list[str]
) -> None:
    request, left = _request(method, headers, BODY)
    assert await remember_text(request) is bool(typed)
    assert (get_remembered_text(request), not left) == (typed, bool(typed))


PART = b'--x\r\ncontent-disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
FORM = {"content-type": "multipart/form-data; boundary=x"}


async def test_a_file_is_no_words() -> None:
    body = PART % (b"text", b"", b"It is cold here")
    body += PART % (b"file", b'; filename="two words.txt"', b"What the file says") + b"--x--\r\n"
    request, _ = _request("POST", FORM, body)
    assert await remember_text(request)
    assert get_remembered_text(request) == ["It is cold here"]


async def test_of_what_is_large_the_words_before_the_files_are_kept_and_no_more_is_read() -> None:
    words = PART % (b"text", b"", b"It is cold here")
    file = PART % (b"files", b'; filename="a.txt"', b"y" * HEAD_BYTES)
    request, left = _request("POST", FORM, words, file, b"z" * HEAD_BYTES, b"")
    assert await remember_text(request)
    assert (get_remembered_text(request), len(left)) == (["It is cold here"], 2)


@pytest.mark.parametrize("media", ["urlencoded", "multipart"])
async def test_of_words_that_are_too_many_the_first_are_kept(media: str) -> None:
    said = "Здесь холодно " * HEAD_BYTES
    if media == "multipart":
        request, _ = _request("POST", FORM, PART % (b"text", b"", said.encode()) + b"--x--\r\n")
    else:
        request, _ = _request("POST", {}, f"text={quote_plus(said)}".encode())
    assert await remember_text(request)
    (words,) = get_remembered_text(request)
    assert len(words) > HEAD_BYTES // 10
    assert words[:-5] in said


def test_only_what_a_form_gave_itself_is_its_key() -> None:
    for given, is_key in {"a1B2": True, "": False, "a-1": False, "é1": False, "a" * 200: False}.items():
        assert bool(extend_key(given, "words")) is is_key
        assert (extend_key(given, "words") != extend_key(given, "other words")) is is_key


def test_a_file_of_any_name_can_be_saved() -> None:
    """A header has no other letters than those of ASCII, and no quote of the name ends it."""
    named = make_content_disposition('Счёт "5;%".pdf')
    assert named.startswith('attachment; filename="____ _5___.pdf"; filename*=UTF-8') and named.isascii()
