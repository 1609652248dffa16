"""The people and topics of an import: those that the desk knows, and new ones, each made once for each source.

Who is named in a file is known by a Telegram id, or by an address that somebody has proved; an address alone is the
mailbox's claimed person, a name alone a new person. Nothing in a file makes anybody a member of an organization.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from db.models import Category, ExternalPerson, ImportedRow, Integration, Person, any_of
from desk import Desk
from desk.i18n import catalog
from desk.importing.records import PastPerson, fold
from desk.integrations import own_systems
from desk.people.names import clean_person_name
from desk.policy import STAFF
from desk.privacy.erased_keys import hash_name
from desk.settings.defaults.retention import MaskingRules
from desk.text.masking.secret_masking import mask_secrets_in
from desk.tickets.topic_names import fold_topic_name


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an import. `source`: the name under which its keys are unique; `keeps_open`: tickets that were open
    there are open here; `is_integration`: an integration brings its own."""

    source: str
    began_at: datetime
    keeps_open: bool = False
    is_integration: bool = False

    def name_ticket(self, key: str) -> str:
        """Return what the ticket is called there. Only an integration knows it by its key alone: a key of a file could
        be that of a mail, and has a blank before it, which no mail has."""
        return key if self.is_integration else f"{self.source} {key}"

    def hash_key(self, kind: str, key: str) -> bytes:
        """Return what is stored in place of a key of the source: nobody's name."""
        return sha256("\0".join((self.source, kind, key)).encode("utf-8", "replace")).digest()


@dataclass(frozen=True, slots=True)
class KnownHere:
    """All that names in a file can mean: members of the team, by id and by names that only one of them has; topics."""

    staff: Sequence[Person]
    topics: dict[str, int]
    mailbox: Integration | None

    def find_agent(self, person: PastPerson | None) -> Person | None:
        """Return the member of the team, by Telegram id or by the name that nobody else on the team has."""
        if person is None:
            return None
        of_id = [one for one in self.staff if person.telegram_id is not None and one.telegram_id == person.telegram_id]
        name = fold(person.name)
        named = [one for one in self.staff if name and name in _list_names(one)]
        return of_id[0] if of_id else named[0] if len(named) == 1 and person.telegram_id is None else None


def _list_names(person: Person) -> set[str]:
    return {fold(name) for name in (person.name, person.full_name, person.todoist_name, person.username) if name}


async def load_known(desk: Desk) -> KnownHere:
    """Load what the names of a file are looked up in."""
    team = select(Person).where(Person.role.in_(STAFF), Person.dismissed_at.is_(None)).order_by(Person.id)
    topics = select(Category).where(Category.removed_at.is_(None), ~Category.is_group)
    named = {
        name: one.id
        for one in await desk.session.scalars(topics)
        for name in (one.folded, *map(fold_topic_name, one.names.values()))
    }
    staff = list(await desk.session.scalars(team))
    return KnownHere(staff, named, await own_systems.find_own_system(desk.session, own_systems.MAIL))


@dataclass(frozen=True, slots=True)
class Requester:
    """A requester's row, and who they are to the mailbox or to the integration that brought them."""

    person: Person
    user: ExternalPerson | None = None


class People:
    """The requesters of a batch, found or created; `at`: since when they are known."""

    def __init__(self, desk: Desk, run: Run, known: KnownHere) -> None:
        self.desk, self.run, self.known = desk, run, known
        self._by_id: dict[int, Person] = {}
        self._senders: dict[str, Requester] = {}
        self._by_key: dict[bytes, Person] = {}

    async def load(self, people: Iterable[PastPerson]) -> None:
        """Load those of them who are known."""
        people = list(people)
        session = self.desk.session
        ids = [one.telegram_id for one in people if one.telegram_id]
        found = await session.scalars(select(Person).where(any_of(Person.telegram_id, ids)))
        self._by_id |= {one.telegram_id: one for one in found if one.telegram_id}
        keys = [key for one in people for key in (self._hash(one), *self._list_erased(one))]
        made = select(ImportedRow.key, Person).join(Person, Person.id == ImportedRow.person_id)
        for key, person in await session.execute(made.where(any_of(ImportedRow.key, keys))):
            self._by_key[key] = person
        if self.known.mailbox is None:
            return
        names = own_systems.name_senders(one.email for one in people if one.email)
        theirs = select(ExternalPerson, Person).join(Person, Person.id == ExternalPerson.person_id)
        of_mail = theirs.where(ExternalPerson.system_id == self.known.mailbox.id)
        for sender, person in await session.execute(of_mail.where(any_of(ExternalPerson.external_id, names))):
            self._senders[sender.external_id] = Requester(person, sender)

    def _hash(self, person: PastPerson) -> bytes:
        """Return the key of the person. A name that looks like an id or an address is a name: people choose theirs."""
        if person.telegram_id is not None:
            return self.run.hash_key("person id", str(person.telegram_id))
        if person.email is not None:
            return self.run.hash_key("person address", person.email)
        return self.run.hash_key("person", person.key or fold(person.name))

    def _list_erased(self, person: PastPerson) -> list[bytes]:
        return [hash_name(one) for one in (person.telegram_id, person.email, self._hash(person)) if one]

    def is_erased(self, person: PastPerson, at: datetime) -> bool:
        """Return True if the person of the source was erased here after that moment."""
        found = [self._by_key.get(key) for key in self._list_erased(person)]
        return any(one and one.erased_at and at <= one.erased_at for one in found)

    def find(self, person: PastPerson) -> Requester | None:
        """Return the requester whom the source names, if they are here."""
        if person.email is not None and person.telegram_id is None and self.known.mailbox is not None:
            return next(filter(None, map(self._senders.get, own_systems.name_senders([person.email]))), None)
        number = person.telegram_id
        found = self._by_key.get(self._hash(person)) if number is None else self._by_id.get(number)
        return None if found is None else Requester(found)

    async def get_or_create(self, person: PastPerson, at: datetime) -> Requester:
        """Return the requester whom the source names, created if they are new."""
        if (known := self.find(person)) is not None:
            return known
        if person.telegram_id is not None:
            return Requester(await self._create_of_telegram(person, at))
        if person.email is not None and self.known.mailbox is not None:
            return await self._create_sender(person, person.email, self.known.mailbox, at)
        made = Person(name=self.call(person.name), created_at=at)
        return Requester(await self._add(person, made))

    def call(self, name: str) -> str:
        """Return a name as it is stored; of nobody the desk's word for that."""
        said = clean_person_name(mask_secrets_in(name, MaskingRules()))
        return said or catalog.say(self.desk.rules.locale, "mail-nobody")

    async def _create_of_telegram(self, person: PastPerson, at: datetime) -> Person:
        """Create the person of that id, who has not started the bot; if they write just now, theirs is the row."""
        session = self.desk.session
        row = insert(Person).values(telegram_id=person.telegram_id, name=self.call(person.name), created_at=at)
        made = await session.scalar(row.on_conflict_do_nothing(index_elements=["telegram_id"]).returning(Person.id))
        found = (await session.scalars(select(Person).where(Person.telegram_id == person.telegram_id))).one()
        if made is not None:
            self._remember(person, found)
        assert person.telegram_id is not None
        self._by_id[person.telegram_id] = found
        return found

    async def _create_sender(self, person: PastPerson, address: str, mailbox: Integration, at: datetime) -> Requester:
        named = own_systems.name_sender(address, is_proven=False)
        made = Person(name=self.call(person.name or address), system_id=mailbox.id, created_at=at)
        await self._add(person, made)
        sender = ExternalPerson(system_id=mailbox.id, external_id=named, person_id=made.id, made_at=self.desk.now)
        self.desk.session.add(sender)
        await self.desk.session.flush()
        self._senders[named] = Requester(made, sender)
        return self._senders[named]

    async def _add(self, person: PastPerson, made: Person) -> Person:
        self.desk.session.add(made)
        await self.desk.session.flush()
        self._remember(person, made)
        return made

    def _remember(self, person: PastPerson, made: Person) -> None:
        if (key := self._hash(person)) in self._by_key:
            return
        self._by_key[key] = made
        row = ImportedRow(key=key, source=self.run.source, began_at=self.run.began_at, person_id=made.id)
        self.desk.session.add(row)
