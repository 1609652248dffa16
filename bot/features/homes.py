"""Jobs whose home is the panel: the commands, words and old buttons for them are answered with one line and a link that
opens that page, after the usual signing in. Must not know what is done there."""

from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Feature, ViewSpec
from bot.features.administration.buttons import NOUN_PRESSES
from bot.handlers import CommandFilter, TypedCommand, respond
from bot.handlers.pressed_message import Press
from bot.views import Reader, Rendered
from db.models import Person
from desk import Desk, NotAllowed
from desk.acts.homes import BY_COMMAND, BY_NOUN, BY_PRESS, BY_QUESTION, BY_VIEW, HOMES
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Letter, Show
from desk.policy import permissions
from desk.sessions import sign_in, sign_in_limits

_VIEW = "home"


class _IsOldPress(Filter):
    """Takes presses on buttons of screens that earlier versions had."""

    keys = frozenset([*BY_PRESS, *NOUN_PRESSES])

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, str]:
        prefix, _, rest = (query.data or "").partition(":")
        name = BY_NOUN.get(rest.partition(":")[0]) if prefix in NOUN_PRESSES else BY_PRESS.get(prefix)
        return name is not None and {"name": name}


def make_router() -> Router:
    made = Router(name="homes")
    made.message.register(_take_command, CommandFilter(*BY_COMMAND))
    made.callback_query.register(_answer_former_press, _IsOldPress())
    return made


async def _take_command(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    if not permissions.is_staff(me):
        respond.post_line(desk, "only-team", command=command.name)
        return
    await post_home(desk, command.name)


async def _answer_former_press(_query: CallbackQuery, name: str, desk: Desk, press: Press) -> None:
    await post_home(desk, name)
    press.say("home-moved")


async def _answer_former_question(name: str, desk: Desk, _incoming: IncomingMessage, key: str) -> Show | None:
    """Answer a reply to an earlier version's question as the command; one's own shifts are still typed."""
    me = desk.require_actor().telegram_id
    if key.startswith(f"{me}:"):
        return Show("shifts", slot="shifts", find=str(me), fresh=True)
    await post_home(desk, name)
    return None


async def post_home(desk: Desk, name: str) -> None:
    """Post the actor, in their own chat, the link to the page. Raises NotAllowed for who may not do it or not enter the
    panel. Without one the line says so."""
    me = desk.require_actor()
    permissions.require_staff(me)
    if not HOMES[name].may(me):
        raise NotAllowed("not-granted")
    if not permissions.can_enter(me, desk.rules) and desk.rules.web.url is not None:
        raise NotAllowed("panel-not-yours")
    if sign_in_limits.find_word(me, desk.now) is None:
        await sign_in.reset_questions(desk)
    respond.post_letter(desk, Show(_VIEW, slot=f"{_VIEW}:{name}", fresh=True))


async def _render_home(reader: Reader, letter: Show) -> Rendered | None:
    """Render the link for the reader alone, or that there is no panel; None for who may not open the page."""
    name, me = letter.key, reader.person
    home, url = HOMES.get(name), reader.settings.web.url
    if home is None or not home.may(me):
        return None
    what = reader.say(f"home-of-{name}")
    if url is None:
        return Rendered(reader.say_rich("home-without-panel", what=what))
    if not permissions.can_enter(me, reader.settings):
        return None
    word = sign_in_limits.find_word(me, reader.now)
    asked = urlencode({"to": home.page, "name": me.username or me.telegram_id or ""}, safe="/")
    link = f"{url.rstrip('/')}/sign-in/{word}?{asked}" if word else f"{url.rstrip('/')}{home.page}"
    return Rendered(reader.say_rich("home-is", what=what, url=link))


def redirect(letter: Letter) -> Letter:
    """Return a stored letter that shows a view which an earlier version had, as the link to where it is now."""
    if not isinstance(letter, Show) or (name := BY_VIEW.get(letter.view)) is None:
        return letter
    return replace(letter, view=_VIEW, slot=f"{_VIEW}:{name}", find=None, page=1)


FEATURE = Feature(
    name="homes",
    routers=(make_router,),
    views={_VIEW: ViewSpec(_render_home, AGENT)},
    prompts={kind: Prompt(partial(_answer_former_question, name)) for kind, name in BY_QUESTION.items()},
)
