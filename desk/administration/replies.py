"""Canned replies: the desk's, which admins change, and each person's own."""

from collections.abc import Mapping, Sequence

from desk import Desk
from desk.administration.kinds import Asker, FieldValue, Markup, TypedWords, read_id
from desk.administration.resource import Act, New, NounField, Resource, RowLine, StoredNames, Wanted
from desk.canned import replies
from desk.canned.replies import CannedInfo
from desk.canned.reply_keys import LONGEST, MARK
from desk.i18n import say
from desk.policy.permissions import Grant
from desk.text import RichText, shorten_line

_LINE = 120  # characters of a text in a list


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    known = await replies.list_visible(asker.session, asker.person, all_of_desk=True)
    return [_make_line(asker, one) for one in known if wanted.has_match(f"{MARK}{one.key}", one.words.text)]


def _make_line(asker: Asker, one: CannedInfo) -> RowLine:
    names = ", ".join(file.name for file in one.files)
    text = " ".join(part for part in (shorten_line(one.words.text, _LINE), names and f"📎 {names}") if part)
    return RowLine(
        str(one.id), f"{MARK}{one.key}", (text, _say_whose(asker, one), say(asker.language, "canned-uses", n=one.uses))
    )


def _say_whose(asker: Asker, one: CannedInfo) -> str:
    return say(asker.language, "canned-own" if one.own else "canned-desk")


async def _find(asker: Asker, key: str) -> CannedInfo | None:
    reply_id = read_id(key)
    return None if reply_id is None else await replies.find_visible(asker.session, reply_id, asker.person)


async def _list_facts(asker: Asker, row: CannedInfo) -> Sequence[RichText | str]:
    gone = [say(asker.language, "canned-removed", word=row.key)] if row.removed else []
    files = [file.name for file in row.files]
    return [*gone, *files, f"{_say_whose(asker, row)}, {say(asker.language, 'canned-uses', n=row.uses)}"]


async def _rename(desk: Desk, row: CannedInfo, value: FieldValue) -> None:
    await replies.rename_reply(desk, row.id, value.text)


async def _reword(desk: Desk, row: CannedInfo, value: FieldValue) -> None:
    await replies.reword_reply(desk, row.id, value.words, value.files, value.album)


async def _add(desk: Desk, given: Mapping[str, FieldValue], *, own: bool) -> str:
    text = given["text"]
    made = await replies.add_reply(desk, given["key"].text, text.words, text.files or (), text.album, own=own)
    return str(made.id)


async def _add_own(desk: Desk, _inside: str, given: Mapping[str, FieldValue]) -> str:
    return await _add(desk, given, own=True)


async def _add_for_desk(desk: Desk, _inside: str, given: Mapping[str, FieldValue]) -> str:
    return await _add(desk, given, own=False)


async def _remove(desk: Desk, row: CannedInfo) -> None:
    await replies.remove_reply(desk, row.id)


async def _restore(desk: Desk, row: CannedInfo) -> None:
    await replies.restore_reply(desk, row.id)


def _is_live(row: CannedInfo) -> bool:
    return not row.removed


_FIELDS = (
    NounField("key", TypedWords(LONGEST + 1), lambda row: FieldValue.of(row.key), _rename, has=_is_live),
    NounField(
        "text",
        TypedWords(2 * replies.LONGEST, has_lines=True, markup=Markup.MARKDOWN),
        lambda row: FieldValue(row.words, row.files),
        _reword,
        has=_is_live,
    ),
)
REPLIES = Resource(
    name="replies",
    stored=StoredNames(
        "replies",
        "replies",
        "reply_ask",
        "replyask",
        ("replies", "reply_of", "reply_text", "reply_remove", "reply_back"),
    ),
    command="replies",
    address="/answers/replies",
    section=("answers", "replies"),
    grant=None,
    columns=("text", "whose", "used"),
    list_lines=_list_lines,
    find=_find,
    make_line=_make_line,
    list_facts=_list_facts,
    may_change=lambda asker, row: row.own or asker.may(Grant.PUBLISH),
    fields=_FIELDS,
    acts=(Act("remove", _remove, has=_is_live), Act("restore", _restore, has=lambda row: row.removed)),
    news=(
        New("own", _FIELDS, _add_own),
        New("desk", _FIELDS, _add_for_desk, may=lambda asker: asker.may(Grant.PUBLISH)),
    ),
)
