"""What was typed into a form that is refused: words alone, of what a browser shows a page of, and nothing large."""

import pytest
from starlette.requests import Request

from tests.breadth import apart
from web.security import LIMIT_BYTES
from web.typed_back import keep, kept

PAGE = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
LINK = b"https://help.example.com/articles/17"
BODY = b"text=It+is+cold+here&value=%s&choice=olga&was-text=It+was+cold&was=:Old+words&form=%s&once=%s" % (
    LINK, b"f" * 64, b"0" * 32,
)  # fmt: skip
TYPED = ["It is cold here", LINK.decode()]


@pytest.mark.parametrize(
    ("method", "headers", "length", "typed"),
    [
        ("POST", {}, len(BODY), TYPED),
        ("POST", {}, LIMIT_BYTES, TYPED),
        *apart(
            [
                ("POST", {}, LIMIT_BYTES + 1, []),
                ("POST", {"hx-request": "true"}, len(BODY), []),
                ("POST", {"accept": "application/json"}, len(BODY), []),
                ("PATCH", {}, len(BODY), []),
            ]
        ),
    ],
)
async def test_what_was_typed_is_kept_for_the_page_that_refuses_it(
    method: str, headers: dict[str, str], length: int, typed: list[str]
) -> None:
    read = False

    async def receive() -> dict[str, object]:
        nonlocal read
        read = True
        return {"type": "http.request", "body": BODY, "more_body": False}

    said = {**PAGE, "content-length": str(length), **headers}
    sent = [(name.encode(), value.encode()) for name, value in said.items()]
    request = Request({"type": "http", "method": method, "path": "/", "query_string": b"", "headers": sent}, receive)
    assert await keep(request) is bool(typed)
    assert (kept(request), read) == (typed, bool(typed))


async def test_a_file_is_no_words() -> None:
    part = b'--x\r\ncontent-disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    body = part % (b"text", b"", b"It is cold here")
    body += part % (b"file", b'; filename="two words.txt"', b"What the file says") + b"--x--\r\n"

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    said = {**PAGE, "content-type": "multipart/form-data; boundary=x", "content-length": str(len(body))}
    sent = [(name.encode(), value.encode()) for name, value in said.items()]
    request = Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": sent}, receive)
    assert await keep(request)
    assert kept(request) == ["It is cold here"]
