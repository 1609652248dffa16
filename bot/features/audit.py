"""The audit log in the bot: buttons, handlers and screens.

Declares the feature “audit” to the core of the bot.
"""

from aiogram import Router
from aiogram.types import Message

from bot.feature import Command, Feature, Turning, ViewSpec
from bot.handlers import CommandFilter, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import PageTurn
from bot.views import Reader, Rendered, compose, keyboards
from bot.views.pages import format_page_number
from db.models import Person
from desk import Desk
from desk.operations.audit_lines import LONGEST_VALUE, describe_line
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.queries.audit_log import AuditFilter, AuditLine, load_audit_page
from desk.search.prefix_query import MOST_TYPED
from desk.text import RichText, shorten_line


class AuditTurn(PageTurn, prefix="audit"):
    """Show a page of the audit log."""


async def _render_audit(reader: Reader, letter: Show) -> Rendered:
    """Render a page of the audit log, or of its lines that contain the words of the slot."""
    words = letter.key.removeprefix("?")
    page = await load_audit_page(reader.session, letter.page, AuditFilter(words), reader.settings, reader.language)
    title = reader.say_rich("audit-title-found", words=shorten_line(words)) if words else reader.say_rich("audit-title")
    at = format_page_number(reader, page.page, page.pages)
    body = compose.join_lines(_audit_line(reader, line) for line in page.lines)
    if not page.lines:
        body = reader.say_rich("audit-none" if words else "audit-empty")
    turning = keyboards.make_page_buttons(reader, page.page, page.pages, lambda to: AuditTurn(page=to))
    return Rendered(compose.join([compose.join_dotted([title, at]), body], "\n\n"), turning)


def _audit_line(reader: Reader, line: AuditLine) -> RichText:
    at = reader.format_moment(line.at)
    door = reader.say("history-door", origin=line.origin.value)
    who = reader.say_rich("history-who", name=_clip(line.by), door=door) if line.by else RichText(door)
    change = describe_line(reader.language, line, zone=reader.settings.timezone, now=reader.now)
    return reader.say_rich("history-line", at=at, who=who, change=change)


def _clip(text: str) -> RichText:
    return compose.clip_text(RichText(" ".join(text.split())), LONGEST_VALUE)


def make_router() -> Router:
    made = StaffRouter(name="audit")
    made.message.register(_show_audit, CommandFilter("audit"))
    return made


async def _show_audit(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Show the audit log, newest first; `/audit words` shows the lines that contain all the words."""
    permissions.require_grant(me, Grant.AUDIT)
    words = " ".join(command.words.text.split())[:MOST_TYPED]
    respond.post_letter(desk, Show("audit", slot=f"audit:?{words}", fresh=True))


FEATURE = Feature(
    name="audit",
    routers=(make_router,),
    views={
        "audit": ViewSpec(_render_audit, grant=Grant.AUDIT, is_list=True),
    },
    turns=(Turning(AuditTurn, "audit"),),
    commands=(Command("audit", grant=Grant.AUDIT),),
)
