"""Canned replies: the desk's, which admins change, and each person's own."""

from collections.abc import Mapping, Sequence
from functools import partial

from desk import Desk
from desk.acts import of_replies
from desk.administration.kinds import Asker, FieldValue
from desk.administration.resource import (
    New,
    NounField,
    Resource,
    RowLine,
    StoredNames,
    Wanted,
    do_by_id,
    find_by_id,
    make_removal,
    set_text,
)
from desk.canned import replies
from desk.canned.replies import CannedInfo
from desk.canned.reply_keys import LONGEST, MARK
from desk.policy.permissions import Grant
from desk.settings.kinds import Markup, TypedLine, TypedText
from desk.text import RichText, shorten_line

_LINE = 120  # characters of a text in a list


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    known = await replies.list_visible(asker.session, asker.person, all_of_desk=True)
    return [_make_line(asker, one) for one in known if wanted.has_match(f"{MARK}{one.key}", one.words.text)]


def _make_line(asker: Asker, one: CannedInfo) -> RowLine:
    names = ", ".join(file.name for file in one.files)
    acts = one.acts and asker.say("canned-acts", acts=of_replies.describe_acts(asker.say, one.acts))
    text = " ".join(part for part in (shorten_line(one.words.text, _LINE), names and f"📎 {names}", acts) if part)
    return RowLine(
        str(one.id), f"{MARK}{one.key}", (text, _say_whose(asker, one), asker.say("canned-uses", n=one.uses))
    )


def _say_whose(asker: Asker, one: CannedInfo) -> str:
    return asker.say("canned-own" if one.own else "canned-desk")


async def _list_facts(asker: Asker, row: CannedInfo) -> Sequence[RichText | str]:
    gone = [asker.say("canned-removed", word=row.key)] if row.is_removed else []
    files = [file.name for file in row.files]
    return [*gone, *files, f"{_say_whose(asker, row)}, {asker.say('canned-uses', n=row.uses)}"]


async def _reword(desk: Desk, row: CannedInfo, value: FieldValue) -> None:
    await replies.reword_reply(desk, row.id, value.words, value.files, value.album)


async def _add(desk: Desk, _inside: str, given: Mapping[str, FieldValue], *, own: bool) -> str:
    text = given["text"]
    made = await replies.add_reply(desk, given["key"].text, text.words, text.files or (), text.album, own=own)
    return str(made.id)


_FIRST = (
    NounField("key", TypedLine(LONGEST + 1), lambda row: row.key, set_text(replies.rename_reply)),
    NounField(
        "text",
        TypedText(2 * replies.LONGEST, Markup.MARKDOWN),
        lambda row: FieldValue(row.words, row.files),
        _reword,
    ),
)
_FIELDS = (*_FIRST, NounField("acts", TypedText(of_replies.LONGEST), lambda row: row.acts, set_text(replies.set_acts)))
REPLIES = Resource(
    name="replies",
    stored=StoredNames(
        "replies",
        "replyask",
        ("replies", "reply_of", "reply_text", "reply_remove", "reply_back"),
    ),
    command="replies",
    address="/answers/replies",
    section=("answers", "replies"),
    grant=None,
    columns=("text", "whose", "used"),
    list_lines=_list_lines,
    find=find_by_id(lambda asker, key: replies.find_visible(asker.session, key, asker.person)),
    make_line=_make_line,
    list_facts=_list_facts,
    may_change=lambda asker, row: row.own or asker.may(Grant.PUBLISH),
    fields=_FIELDS,
    acts=make_removal(do_by_id(replies.remove_reply), do_by_id(replies.restore_reply)),
    news=(
        New("own", _FIRST, partial(_add, own=True)),
        New("desk", _FIRST, partial(_add, own=False), may=lambda asker: asker.may(Grant.PUBLISH)),
    ),
)
