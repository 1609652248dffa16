"""Ideas: named, shown to requesters, decided with a word to those who want them; everyone of the team votes."""

from collections.abc import Mapping, Sequence
from functools import partial

from desk import Desk
from desk.administration.kinds import Asker, FieldValue
from desk.administration.resource import (
    INSIDE,
    Act,
    New,
    NounField,
    Resource,
    RowLine,
    StoredNames,
    Wanted,
    do_by_id,
    find_by_id,
    make_new_field,
    set_text,
)
from desk.ideas import idea_list, ideas
from desk.ideas.idea_list import IdeaFilters, IdeaLine
from desk.ideas.ideas import LONGEST, LONGEST_ANSWER, LONGEST_TITLE, IdeaStatus
from desk.policy.permissions import Grant
from desk.settings.kinds import TypedLine, TypedText
from desk.text import RichText, shorten_line

_LINE = 200  # characters of an idea in a list
_ENDED = (IdeaStatus.DONE, IdeaStatus.DECLINED)


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    """Return those of a status; on the first list the open ones, and a group of each status that is over."""
    if wanted.words:
        states = {one.value: _say_status(asker, one) for one in IdeaStatus}

        def fits(*said: str) -> bool:
            return wanted.has_match(*said, states[said[-1]])

        return [_make_line(asker, one) for one in await idea_list.find_ideas(asker.session, asker.person, fits)]
    statuses = tuple(one for one in IdeaStatus if (one == wanted.inside if wanted.inside else one not in _ENDED))
    listed = await idea_list.list_ideas(asker.session, asker.person, IdeaFilters(statuses))
    known = [_make_line(asker, one) for one in listed]
    counts = {} if wanted.inside else await idea_list.count_ideas(asker.session)
    over = [one.value for one in _ENDED if one in counts]
    return [*known, *(RowLine(f"{INSIDE}{one}", _say_group(asker, one), (str(counts[one]), "")) for one in over)]


def _say_group(asker: Asker, status: str) -> str:
    return asker.say("ideas-of", status=status)


def _say_status(asker: Asker, status: IdeaStatus) -> str:
    return asker.say("page-idea-state", status=status.value)


def _make_line(asker: Asker, one: IdeaLine) -> RowLine:
    shown = asker.say("page-idea-is-shown") if one.is_shown else ""
    state = ", ".join(part for part in (_say_status(asker, one.status), shown) if part)
    inside = one.status.value if one.status in _ENDED else ""
    votes = asker.say("idea-votes", n=one.votes)
    return RowLine(str(one.id), shorten_line(one.title, _LINE), (state, votes), inside=inside)


async def _list_facts(asker: Asker, row: IdeaLine) -> Sequence[RichText | str]:
    receivers = await ideas.count_receivers(asker.session, row.id, asker.person.id)
    state = asker.say_rich("idea-state", id=row.id, status=row.status.value, n=row.votes, team=row.team_votes)
    return [
        state,
        asker.say_rich("idea-from", name=row.author, idea=row.words),
        *([asker.say_rich("idea-answer", answer=row.answer)] if row.answer else []),
        asker.say("idea-shown" if row.is_shown else "idea-hidden"),
        asker.say("idea-reach", n=receivers),
    ]


async def _suggest(desk: Desk, _inside: str, given: Mapping[str, FieldValue]) -> str:
    return str((await ideas.suggest_idea(desk, given["idea"].text)).id)


def _make_decision(status: IdeaStatus) -> Act:
    async def decide(desk: Desk, idea_id: int, said: str = "") -> None:
        await ideas.set_status(desk, idea_id, status, said)

    asks = NounField("answer", TypedLine(LONGEST_ANSWER), lambda _row: "", set_text(decide))
    return Act(status.value, do_by_id(decide), has=lambda row: row.status is not status, asks=asks)


IDEAS = Resource(
    name="ideas",
    stored=StoredNames("ideas", "ideaask", ("ideas", "idea", "ideaask", "ideaset", "ideahide", "ideapart"), "idea"),
    command="ideas",
    address="/answers/ideas",
    section=("answers", "ideas"),
    grant=None,
    setting="requests.ideas",
    columns=("status", "votes"),
    list_lines=_list_lines,
    find=find_by_id(lambda asker, key: idea_list.load_idea(asker.session, asker.person, key)),
    make_line=_make_line,
    name_inside=_say_group,
    list_facts=_list_facts,
    may_change=lambda asker, _row: asker.may(Grant.PUBLISH),
    fields=(
        NounField(
            "title",
            TypedLine(LONGEST_TITLE),
            lambda row: row.title if row.title != row.words else "",
            set_text(ideas.name_idea),
        ),
    ),
    acts=(
        Act(
            "vote",
            do_by_id(partial(ideas.vote_for_idea, on=True)),
            has=lambda row: not row.is_mine,
            is_for_readers=True,
        ),
        Act("back", do_by_id(partial(ideas.vote_for_idea, on=False)), has=lambda row: row.is_mine, is_for_readers=True),
        Act("show", do_by_id(ideas.show_idea), has=lambda row: not row.is_shown),
        Act("hide", do_by_id(ideas.hide_idea), has=lambda row: row.is_shown),
        *map(_make_decision, IdeaStatus),
    ),
    news=(New("idea", (make_new_field("idea", TypedText(LONGEST)),), _suggest),),
)
