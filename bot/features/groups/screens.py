"""`/groups`: the groups that the bot is in, and one of them with its switches."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.groups import buttons as chat_buttons
from bot.features.groups import handlers
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import GroupChat
from desk.groups import queries
from desk.outbox import Show, Slot
from desk.policy.group_reactions import REACTION
from desk.policy.permissions import Grant
from desk.text import RichText

_MOST = 30
_EVENTS_A_PAGE = 12


async def _render_chats(reader: Reader, _letter: Show) -> Rendered:
    """Render the groups, those where the bot is first."""
    found = await queries.list_chats(reader.session, _MOST)
    lines = [compose.join_dotted([compose.make_bold(one.title), _state(reader, one)]) for one in found]
    none = [] if found else [reader.say_rich("chats-none")]
    rules = reader.settings.groups
    team = [reader.say_rich("chats-team-privacy")] if rules.team is not None and not rules.reads_all else []
    parts = [reader.say_rich("chats-title"), compose.join_lines(lines), *none, *team]
    words = compose.join([part for part in parts if part], "\n\n")
    return Rendered(words, keyboards.arrange_rows([_button(reader, one) for one in found], 1))


def _button(reader: Reader, chat: GroupChat) -> RenderedButton:
    return keyboards.make_button(reader.language, "btn-chat", chat_buttons.ChatOpen(chat=chat.id), title=chat.title)


def _state(reader: Reader, chat: GroupChat) -> str:
    state = "left" if chat.left_at is not None else "on" if chat.allowed_at is not None else "off"
    return reader.say("chat-state", state=state)


async def _render_chat(reader: Reader, letter: Show) -> Rendered | None:
    """Render one group: what is taken from it, where answers go, what the bot cannot see there."""
    chat = await reader.session.get(GroupChat, Slot.parse(letter.slot).number)
    if chat is None:
        return None
    waiting = await queries.count_open(reader.session, chat)
    lines = [compose.join_dotted([compose.make_bold(chat.title), _state(reader, chat)])]
    if waiting:
        lines.append(reader.say_rich("chat-open-requests", n=waiting))
    if chat.allowed_at is not None:
        lines += _describe(reader, chat)
    return Rendered(compose.join_lines(lines), keyboards.arrange_rows(_switches(reader, chat), 2))


async def render_events(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the events to choose from for one group, the latest first."""
    chat = await reader.session.get(GroupChat, Slot.parse(letter.slot).number)
    if chat is None:
        return None
    events = sorted(reader.settings.events, key=lambda event: (event.first, event.id), reverse=True)
    listed = cut_shown_page(
        reader, events, letter.page, _EVENTS_A_PAGE, lambda to: chat_buttons.ChatEvents(chat=chat.id, page=to)
    )
    made = [
        keyboards.make_button(
            reader.language, "btn-event-choice", chat_buttons.ChatEvent(chat=chat.id, event=event.id), name=event.name
        )
        for event in listed.shown
    ]
    none = keyboards.make_button(reader.language, "btn-chat-event-none", chat_buttons.ChatEvent(chat=chat.id, event=0))
    words = compose.join_dotted([reader.say_rich("chat-choose-event", group=chat.title), listed.said])
    return Rendered(words, (*keyboards.arrange_rows(made, 1), *listed.turning, (none,)))


def _describe(reader: Reader, chat: GroupChat) -> list[RichText]:
    rules = reader.settings.groups
    how = [reader.say_rich("chat-how", bot=rules.username)]
    how.append(reader.say_rich("chat-reaction", emoji=REACTION, admin=int(chat.is_admin)))
    if not (chat.is_admin or rules.reads_all):
        how.append(reader.say_rich("chat-privacy"))
    how.append(reader.say_rich("chat-answers", private=int(chat.answers_privately)))
    event = next((one for one in reader.settings.events if one.id == chat.event_id), None)
    return how if event is None else [*how, reader.say_rich("chat-event", name=event.name)]


def _switches(reader: Reader, chat: GroupChat) -> list[RenderedButton]:
    allowed, language = chat.allowed_at is not None, reader.language
    allow = chat_buttons.ChatAllow(chat=chat.id, on=not allowed)
    if not allowed:
        return [keyboards.make_main_button(language, "btn-chat-allow", allow)]
    answers = chat_buttons.ChatAnswers(chat=chat.id, private=not chat.answers_privately)
    key = "btn-chat-there" if chat.answers_privately else "btn-chat-private"
    made = [
        keyboards.make_button(language, key, answers),
        keyboards.make_button(language, "btn-chat-stop", allow),
    ]
    if reader.settings.events:
        events = chat_buttons.ChatEvents(chat=chat.id, page=1)
        made.append(keyboards.make_button(language, "btn-chat-event", events))
    return made


FEATURE = Feature(
    name="groups",
    routers=(handlers.make_router, handlers.make_forwards_router),
    views={
        "chats": ViewSpec(_render_chats, AGENT, grant=Grant.SETTINGS_REQUESTS),
        "chat": ViewSpec(_render_chat, AGENT, grant=Grant.SETTINGS_REQUESTS),
        "chat_events": ViewSpec(render_events, AGENT, grant=Grant.SETTINGS_REQUESTS),
    },
    commands=(Command("groups", AGENT, alone=True, grant=Grant.SETTINGS_REQUESTS),),
)
