"""Runbooks of a ticket: articles for the team about its topic, and what of them becomes steps. Knows no channel.

A step is a line of the article that begins with a number, such as "1. Turn the key", outside of code.
"""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Article, ArticleAudience, Ticket
from desk import Desk, Outdated, Refused, TicketResult
from desk.i18n import choose_language
from desk.knowledge import article_pages
from desk.knowledge.article_pages import ArticlePage
from desk.policy import visibility
from desk.policy.visibility import Readers
from desk.text import RichText, count_units, cut_text, shorten_line
from desk.text.markdown import writer
from desk.tickets import runbook_progress

_MOST = 5
_NUMBERED = re.compile(r"\s*\d{1,3}[.)]\s+(?=\S)")
_CODE = ("pre", "code")
_LONGEST = 450
"""Characters of a step in Markdown: a task of the board has 500."""


@dataclass(frozen=True, slots=True)
class Runbook:
    """A runbook offered on a ticket, with its steps; `is_used`: the ticket has them."""

    page: ArticlePage
    steps: tuple[str, ...]
    is_used: bool


async def list_runbooks(session: AsyncSession, ticket: Ticket, language: str) -> list[Runbook]:
    """Return the published runbooks about the ticket's topic, those changed last first, in that language if they have
    it."""
    if ticket.category_id is None:
        return []
    mine = Article.category_id == ticket.category_id, Article.audience == ArticleAudience.TEAM
    wanted = select(Article.id).where(*mine, visibility.is_read_by(Readers.TEAM))
    keys = await session.scalars(wanted.order_by(Article.updated_at.desc(), Article.id.desc()).limit(_MOST))
    pages = [await _load_page(session, key, language) for key in keys]
    used = {step.article_id for step in runbook_progress.load_steps(ticket)}
    return [Runbook(one, tuple(find_steps(one.body)), one.id in used) for one in pages if one is not None]


async def use_steps(desk: Desk, number: int, article_id: int) -> TicketResult:
    """Give the ticket the steps of a runbook, in the actor's language if it is written in it. Pressed again, it changes
    nothing. Raises NoSuchTicket, NotAllowed, NotPossible, Outdated if there is no such runbook any more, Refused
    without steps or with too many."""
    language = choose_language(desk.require_actor(), desk.rules.locale)
    page = await _load_page(desk.session, article_id, language)
    if page is None or page.audience is not ArticleAudience.TEAM:
        raise Outdated(number)
    texts = find_steps(page.body)
    if not texts:
        raise Refused("runbook-no-steps")
    return await runbook_progress.add_steps(desk, number, article_id, texts)


async def _load_page(session: AsyncSession, article_id: int, language: str) -> ArticlePage | None:
    return await article_pages.load_article_page(session, article_id, readers=Readers.TEAM, language=language)


def find_steps(body: RichText) -> list[str]:
    """Return the steps of a text in Markdown, without their numbers. One that is too long for the board is cut, without
    its formatting."""
    found, at = [], 0
    code = [(one.offset, one.offset + one.length) for one in body.entities if one.type in _CODE]
    for line in body.text.split("\n"):
        end, numbered = at + count_units(line), _NUMBERED.match(line)
        if numbered is not None and not any(start <= at < stop for start, stop in code):
            found.append(_write(cut_text(body, at + count_units(numbered[0]), end)))
        at = end + 1
    return found


def _write(step: RichText) -> str:
    written = writer.write_markdown(step)
    if len(written) <= _LONGEST:
        return written
    return writer.escape_markdown(shorten_line(step.text, _LONGEST // 2))
