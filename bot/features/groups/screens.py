"""`/groups`: the groups that the bot is in, one of them with its switches, and what is offered from there."""

from collections.abc import Callable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import Message

from bot.content import read_message
from bot.feature import AGENT, Command, Feature, Turning, ViewSpec
from bot.features.groups import buttons as chat_buttons
from bot.features.groups import handlers, handlers_forwards
from bot.features.groups.buttons import ChatPurpose, TeamChatStep
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket import screens_entries
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import GroupChat, GroupMention, GroupMentions, Organization, Person, Ticket
from desk.conversation.new_entry import NewEntry
from desk.groups import chats, mentions, queries
from desk.outbox import Args, Show
from desk.people.names import make_display_name
from desk.policy.group_reactions import REACTION
from desk.policy.permissions import Grant
from desk.text import RichText
from desk.text.masking.secret_masking import mask_secrets

_MOST = 30
_CHOICES_A_PAGE = 12
_MOST_ORGANIZATIONS = 240
_MOST_OFFERED = 1500


async def _render_chats(reader: Reader, _letter: Show) -> Rendered:
    """Render the groups, those where the bot is first."""
    found = await queries.list_chats(reader.session, _MOST)
    lines = [compose.join_dotted([compose.make_bold(one.title), _state(reader, one)]) for one in found]
    none = [] if found else [reader.say_rich("chats-none")]
    rules = reader.settings.groups
    team = [reader.say_rich("chats-team-privacy")] if rules.team is not None and not rules.reads_all else []
    team += [_describe_lack(reader, right) for right in (rules.team.lacks if rules.team is not None else ())]
    parts = [reader.say_rich("chats-title"), compose.join_lines(lines), *none, *team]
    words = compose.join([part for part in parts if part], "\n\n")
    return Rendered(words, keyboards.arrange_rows([_button(reader, one) for one in found], 1))


def _describe_lack(reader: Reader, right: str) -> RichText:
    return reader.say_rich("chats-team-lack", right=right.removeprefix("can_").partition("_")[0])


def _button(reader: Reader, chat: GroupChat) -> RenderedButton:
    return reader.make_button("btn-chat", chat_buttons.ChatOpen(chat=chat.id), title=chat.title)


def _state(reader: Reader, chat: GroupChat) -> str:
    team = reader.settings.groups.team
    if team is not None and team.person_id == chat.person_id and chat.left_at is None:
        return reader.say("chat-state", state="team")
    state = "left" if chat.left_at is not None else "on" if chat.allowed_at is not None else "off"
    return reader.say("chat-state", state=state)


async def _render_chat(reader: Reader, letter: Show) -> Rendered | None:
    """Render one group: what is taken from it, where answers go, what the bot cannot see there; of the team's
    group how to make it one where requesters write."""
    chat = await reader.session.get(GroupChat, letter.number)
    if chat is None:
        return None
    team = reader.settings.groups.team
    if team is not None and team.person_id == chat.person_id:
        words = compose.join_dotted([compose.make_bold(chat.title), _state(reader, chat)])
        opened = ChatPurpose(chat=chat.id, step=TeamChatStep.REQUESTS)
        return Rendered(words, ((reader.make_button("btn-chat-allow", opened),),))
    waiting = await queries.count_open(reader.session, chat)
    lines = [compose.join_dotted([compose.make_bold(chat.title), _state(reader, chat)])]
    if waiting:
        lines.append(reader.say_rich("chat-open-requests", n=waiting))
    if chat.allowed_at is not None:
        is_of = chat.organization_id if reader.settings.organizations.enabled else None
        organization = await reader.session.get(Organization, is_of) if is_of else None
        is_there = organization is not None and organization.removed_at is None
        lines += _describe(reader, chat, organization if is_there else None)
    return Rendered(compose.join_lines(lines), keyboards.arrange_rows(_switches(reader, chat), 2))


async def _render_events(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the events to choose from for one group, the latest first."""
    chat = await reader.session.get(GroupChat, letter.number)
    events = sorted(reader.settings.events, key=lambda event: (event.first, event.id), reverse=True)
    return _render_choice(
        reader, letter, chat, "event", [(event.id, event.name) for event in events],
        none="btn-chat-event-none", turn=lambda chat, to: chat_buttons.ChatEvents(chat=chat, page=to),
        choose=lambda chat, key: chat_buttons.ChatEvent(chat=chat, event=key),
    )  # fmt: skip


async def _render_organizations(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the organizations to choose from for one group."""
    chat = await reader.session.get(GroupChat, letter.number)
    title = chat.title if chat is not None else ""
    found = await queries.list_organizations(reader.session, title, _MOST_ORGANIZATIONS)
    return _render_choice(
        reader, letter, chat, "organization", found,
        none="btn-chat-organization-none", turn=lambda chat, to: chat_buttons.ChatOrganizations(chat=chat, page=to),
        choose=lambda chat, key: chat_buttons.ChatOrganization(chat=chat, organization=key),
    )  # fmt: skip


def _render_choice(
    reader: Reader,
    letter: Show,
    chat: GroupChat | None,
    what: str,
    found: Sequence[tuple[int, str]],
    *,
    none: str,
    turn: Callable[[int, int], CallbackData],
    choose: Callable[[int, int], CallbackData],
) -> Rendered | None:
    """Render a page of what a group may be tied to, each by id and name, and the button `none`."""
    if chat is None:
        return None
    listed = cut_shown_page(reader, found, letter.page, _CHOICES_A_PAGE, lambda to: turn(chat.id, to))
    made = [reader.make_button("btn-event-choice", choose(chat.id, key), name=name) for key, name in listed.shown]
    nothing = reader.make_button(none, choose(chat.id, 0))
    words = compose.join_dotted([reader.say_rich(f"chat-choose-{what}", group=chat.title), listed.said])
    return Rendered(words, (*keyboards.arrange_rows(made, 1), *listed.turning, (nothing,)))


async def _render_joined(reader: Reader, letter: Show) -> Rendered | None:
    """Render in a group what it is to the desk: whose it is, for the team's what comes there, then what was chosen."""
    chat = await reader.session.get(GroupChat, letter.number)
    if chat is None:
        return None
    told, groups = reader.settings.notices.group, reader.settings.groups
    args: Args = {"bot": groups.username, "topics": int(told.topics), "only": int(told.only_here)}
    words = [reader.say_rich(f"joined-{_JOINED[letter.page - 1][0]}", **args)]
    if letter.page == 1 and groups.team is not None:
        words.append(reader.say_rich("joined-other"))
    if letter.page == _DONE and not (chat.is_admin or groups.reads_all):
        words.append(reader.say_rich("chats-team-privacy"))
    made = [
        reader.make_button(_LABELS[step], ChatPurpose(chat=chat.id, step=step)) for step in _JOINED[letter.page - 1][1]
    ]
    return Rendered(compose.join(words, "\n\n"), keyboards.arrange_rows(made, 1))


_LABELS = {
    TeamChatStep.TEAM: "btn-joined-team",
    TeamChatStep.REQUESTS: "btn-joined-requests",
    TeamChatStep.TOPICS: "btn-joined-topics",
    TeamChatStep.CARDS: "btn-joined-cards",
    TeamChatStep.BOTH: "btn-joined-both",
    TeamChatStep.HERE: "btn-joined-here",
}
_JOINED = (
    ("whose", (TeamChatStep.TEAM, TeamChatStep.REQUESTS)),
    ("forum", (TeamChatStep.TOPICS, TeamChatStep.CARDS)),
    ("cards", (TeamChatStep.BOTH, TeamChatStep.HERE)),
    ("done", ()),
    ("open", ()),
)
_DONE = 4


async def _render_mention(reader: Reader, letter: Show) -> Rendered | None:
    """Render a message of a group that names somebody on the team, or what came of it: that is only said where the
    message was shown."""
    row = await reader.session.get(GroupMention, letter.number)
    messages = mentions.read_messages(row) if row is not None else []
    if row is None or not messages:
        return await _render_end(reader, row) if letter.only_edit else None
    chat = await chats.find_chat_of(reader.session, row.group_id)
    read = [Message.model_validate(one) for one in messages]
    author = read[0].from_user
    name = make_display_name(author.first_name, author.last_name, author.username, 0) if author is not None else "?"
    head = reader.say_rich("mention-offered", name=name, group="?" if chat is None else chat.title)
    said = compose.join_lines(line for one in read for line in _say_message(reader, one))
    taken, dropped = chat_buttons.MentionTake(mention=row.id), chat_buttons.MentionDrop(mention=row.id)
    made = [
        reader.make_main_button("btn-mention-take", taken),
        reader.make_button("btn-mention-drop", dropped),
    ]
    quoted = compose.quote_text(compose.clip_text(said, _MOST_OFFERED))
    return Rendered(compose.join_lines([head, quoted]), keyboards.arrange_rows(made, 2))


def _say_message(reader: Reader, message: Message) -> list[RichText | str]:
    """Return a message's words with their secrets masked, and what else it has."""
    entry = NewEntry.from_message(read_message(message, now=reader.now))
    words, _ = mask_secrets(entry.words, reader.settings.masking)
    files = screens_entries.attach_files(reader, entry.files)
    return [words, screens_entries.format_content_line(reader, entry.content_line), files]


async def _render_end(reader: Reader, row: GroupMention | None) -> Rendered:
    """Render what became of an offer."""
    if row is None or row.ended_by is None:
        return Rendered(reader.say_rich("mention-over"))
    name = (await reader.session.get_one(Person, row.ended_by)).name
    ticket = await reader.session.get(Ticket, row.ticket_id) if row.ticket_id is not None else None
    if ticket is None:
        return Rendered(reader.say_rich("mention-dropped", name=name))
    opening = reader.make_button("btn-open", ticket_buttons.Open(number=ticket.number))
    return Rendered(reader.say_rich("mention-taken", name=name, number=ticket.number), ((opening,),))


def _describe(reader: Reader, chat: GroupChat, organization: Organization | None) -> list[RichText]:
    rules = reader.settings.groups
    how = [reader.say_rich("chat-how", bot=rules.username)]
    how.append(reader.say_rich("chat-reaction", emoji=REACTION, admin=int(chat.is_admin)))
    if not (chat.is_admin or rules.reads_all):
        how.append(reader.say_rich("chat-privacy"))
    how.append(reader.say_rich("chat-answers", private=int(chat.answers_privately)))
    how.append(reader.say_rich("chat-mentions", mode=chat.mentions.value))
    event = next((one for one in reader.settings.events if one.id == chat.event_id), None)
    how += [] if event is None else [reader.say_rich("chat-event", name=event.name)]
    return how if organization is None else [*how, reader.say_rich("chat-organization", name=organization.name)]


def _switches(reader: Reader, chat: GroupChat) -> list[RenderedButton]:
    allowed = chat.allowed_at is not None
    allow = chat_buttons.ChatAllow(chat=chat.id, on=not allowed)
    if not allowed:
        of_team = ChatPurpose(chat=chat.id, step=TeamChatStep.TEAM)
        return [
            reader.make_main_button("btn-chat-allow", allow),
            *([] if chat.left_at is not None else [reader.make_button("btn-chat-team", of_team)]),
        ]
    answers = chat_buttons.ChatAnswers(chat=chat.id, private=not chat.answers_privately)
    key = "btn-chat-there" if chat.answers_privately else "btn-chat-private"
    made = [
        reader.make_button(key, answers),
        reader.make_button("btn-chat-stop", allow),
    ]
    for mode in GroupMentions:
        if mode is not chat.mentions:
            choice = chat_buttons.ChatMentions(chat=chat.id, mode=mode)
            made.append(reader.make_button("btn-chat-mentions", choice, mode=mode.value))
    if reader.settings.events:
        events = chat_buttons.ChatEvents(chat=chat.id, page=1)
        made.append(reader.make_button("btn-chat-event", events))
    if reader.settings.organizations.enabled and reader.may(Grant.ORGANIZATIONS):
        organizations = chat_buttons.ChatOrganizations(chat=chat.id, page=1)
        made.append(reader.make_button("btn-chat-organization", organizations))
    return made


FEATURE = Feature(
    name="groups",
    routers=(handlers.make_router, handlers_forwards.make_forwards_router),
    views={
        "chats": ViewSpec(_render_chats, AGENT, grant=Grant.SETTINGS_REQUESTS),
        "chat": ViewSpec(_render_chat, AGENT, grant=Grant.SETTINGS_REQUESTS),
        mentions.VIEW: ViewSpec(_render_mention, AGENT, grant=Grant.WORK),
        chats.JOINED: ViewSpec(_render_joined),
        "chat_orgs": ViewSpec(_render_organizations, AGENT, grant=Grant.SETTINGS_REQUESTS),
        "chat_events": ViewSpec(_render_events, AGENT, grant=Grant.SETTINGS_REQUESTS),
    },
    turns=(
        Turning(chat_buttons.ChatEvents, "chat_events", "chat:{one.chat}"),
        Turning(
            chat_buttons.ChatOrganizations,
            "chat_orgs",
            "chat:{one.chat}",
            check=lambda desk, *_: desk.require_grant(Grant.ORGANIZATIONS),
        ),
    ),
    commands=(Command("groups", AGENT, alone=True, grant=Grant.SETTINGS_REQUESTS, shows="chats"),),
)
