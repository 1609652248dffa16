"""Reads the form: the words, whether it was shown to this browser, and whether a person seems to have sent it."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from desk.text import clean_text
from desk.topics import tree
from desk.topics.questions import get_text
from desk.topics.tree import TopicInfo
from web.context import WebContext
from web.files.receiving import Brought
from web.security import is_form_token, make_form_token

LONGEST = {"name": 80, "contact": 200, "text": 2500}
LONGEST_ANSWER = 300
KEY = re.compile("^[A-Za-z0-9_-]{32}$")
_COOKIE = "ask"
_QUICKEST, _VALID = timedelta(seconds=3), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class QuestionField:
    """A question of the chosen topic, with what was answered."""

    field: str
    text: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class AskForm:
    """The form as it is shown: what was typed, the topics, the questions of the chosen one. `key`: the secret of the
    page on which the answer will be; `token`: shows that this browser, which keeps `secret`, got the form at the moment
    `at`."""

    secret: str
    key: str
    at: int
    token: str
    typed: Mapping[str, str]
    topics: Sequence[tuple[int, str]]
    topic: int | None = None
    questions: Sequence[QuestionField] = ()
    wrong: str = ""

    def make_text(self) -> str:
        """Return the words of the request, with the answers to the topic's questions below them."""
        answers = [f"{one.text} {one.answer}" for one in self.questions if one.answer]
        return "\n\n".join([self.typed["text"], *(["\n".join(answers)] if answers else [])])


async def read_form(
    ctx: WebContext, request: Request, session: AsyncSession, language: str, given: Brought | None
) -> AskForm:
    """Return the form with what was typed, anew for this browser. `wrong`: why it cannot be taken, "" if it can."""
    typed = {name: _clean(given, name, LONGEST[name]) for name in LONGEST}
    known = [one for one in await tree.load_tree(session) if not one.is_group]
    topic = given.get_text("topic") if given is not None else request.query_params.get("topic", "")
    chosen = next((one for one in known if str(one.id) == topic), None)
    secret, at = _get_secret(ctx, request) or secrets.token_urlsafe(32), int(ctx.now().timestamp())
    wrong = _find_wrong(ctx, request, given, typed) if given is not None else ""
    key = given.get_text("key") if given is not None and not wrong else secrets.token_urlsafe(24)
    return AskForm(
        secret, key, at, _sign(secret, key, at), typed, [(one.id, one.get_name(language)) for one in known],
        chosen.id if chosen is not None else None, _read_questions(chosen, language, given), wrong,
    )  # fmt: skip


def _read_questions(topic: TopicInfo | None, language: str, given: Brought | None) -> list[QuestionField]:
    asked = topic.questions if topic is not None else ()
    return [
        QuestionField(f"q{at}", get_text(one, language), _clean(given, f"q{at}", LONGEST_ANSWER))
        for at, one in enumerate(asked)
    ]


def _clean(given: Brought | None, name: str, most: int) -> str:
    said = given.get_text(name) if given is not None else ""
    return clean_text(said.replace("\r\n", "\n")).strip()[:most]


def _find_wrong(ctx: WebContext, request: Request, given: Brought, typed: Mapping[str, str]) -> str:
    """Return the key of what is wrong, or "". A field that nobody sees is filled in by programs, which are also quick;
    a person whose browser did so sends it once more."""
    stated, shown = given.get_text("at"), _get_secret(ctx, request)
    at = int(stated) if stated.isdecimal() and len(stated) < 12 else 0
    age = ctx.now() - datetime.fromtimestamp(at, ctx.now().tzinfo)
    is_ours = shown and is_form_token(f"{shown} {given.get_text('key')} {at}", given.get_text("form"))
    if not is_ours or age > _VALID or KEY.fullmatch(given.get_text("key")) is None:
        return "webform-stale"
    if given.get_text("website") or age < _QUICKEST:
        return "webform-again"
    return "" if typed["name"] and typed["text"] else "webform-missing"


def keep_secret(ctx: WebContext, shown: Response, form: AskForm) -> None:
    """Let the browser keep what shows that it was shown the form."""
    shown.set_cookie(
        ctx.name_cookie(_COOKIE), form.secret, max_age=int(_VALID.total_seconds()), path="/", httponly=True,
        samesite="lax", secure=ctx.settings.is_encrypted,
    )  # fmt: skip


def _sign(secret: str, key: str, at: int) -> str:
    return make_form_token(f"{secret} {key} {at}")


def _get_secret(ctx: WebContext, request: Request) -> str:
    return request.cookies.get(ctx.name_cookie(_COOKIE), "")
