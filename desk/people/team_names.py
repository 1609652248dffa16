"""Members of the team by the name at the beginning of words, as people type it: "Pavel", "павел", "@pavel_desk".
Changes nothing."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person
from desk.people.person_rows import NOT_STAFF

_LETTERS = dict(zip("абвгдеёзийклмнопрстуфхыэ", "abvgdeeziiklmnoprstufhie", strict=True)) | {
    "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia",
}  # fmt: skip
_SPELLINGS = (("shch", "sh"), ("kh", "h"), ("ks", "x"), ("ph", "f"), ("y", "i"), ("j", "i"), ("w", "v"), ("tz", "ts"))


@dataclass(frozen=True, slots=True)
class CalledMember:
    """The member whose name the words begin with, or None. `called`: the name as it was typed; `several`: it is the
    name of more than one."""

    person: Person | None
    called: str = ""
    several: bool = False


async def find_called(session: AsyncSession, words: str) -> CalledMember:
    """Return the member of the team with Telegram whose whole name or username, or else first name, the words begin
    with. Case, alphabet and the common spellings of a name do not matter; a Russian first name may be in the dative
    ("Ивану"), or end in -у ("Ольгу")."""
    typed = re.findall(r"\w+", words)
    if not typed:
        return CalledMember(None)
    said = [fold_name(one) for one in typed]
    team = select(Person).where(
        Person.role.not_in(NOT_STAFF), Person.dismissed_at.is_(None), Person.telegram_id.is_not(None)
    )
    staff = (await session.scalars(team.order_by(Person.id))).all()
    whole = {person: max(_count_said(said, name) for name in _list_names(person)) for person in staff}
    found = [person for person, many in whole.items() if many and many == max(whole.values())]
    for is_named in (_is_first, _is_declined):
        found = found or [person for person in staff if any(is_named(said, name) for name in _list_names(person))]
    return CalledMember(found[0] if len(found) == 1 else None, typed[0], len(found) > 1)


async def find_telegram_id(session: AsyncSession, words: str) -> int | None:
    """Return the Telegram id of the one member whose name the words begin with, or None."""
    person = (await find_called(session, words)).person
    return person.telegram_id if person is not None else None


def fold_name(name: str) -> str:
    """Return a name in Latin letters, the same for the ways in which it is spelled: "Алексей" and "Alexey"."""
    folded = "".join(_LETTERS.get(letter, letter) for letter in name.casefold())
    for spelling, one in _SPELLINGS:
        folded = folded.replace(spelling, one)
    return re.sub("i+", "i", folded)


def _list_names(person: Person) -> list[list[str]]:
    names = (person.name, person.full_name, person.username, person.todoist_name)
    return [[fold_name(one) for one in re.findall(r"\w+", name)] for name in names if name]


def _count_said(said: list[str], name: list[str]) -> int:
    """Return of how many words the name is if these words begin with it, else 0."""
    return len(name) if name and said[: len(name)] == name else 0


def _is_first(said: list[str], name: list[str]) -> bool:
    return name[:1] == said[:1]


def _is_declined(said: list[str], name: list[str]) -> bool:
    """Return True if the first word is the name with the ending of a case, perhaps without its last vowel ("Павлу")."""
    stem = name[0].rstrip("aeiou") if name else ""
    stems = [re.escape(one) for one in (stem, stem[:-2] + stem[-1:]) if len(one) > 1]
    return any(re.fullmatch(f"{one}(?:e?iu|u|e|i)", said[0]) for one in stems)
