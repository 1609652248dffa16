"""Mails about a request, as far as they are known: what was sent before, and the whole of the one that comes in."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from itertools import chain

from sqlalchemy import select

from db.models import Entry, EntryKind, ExternalPerson, FeedEvent, Ticket, any_of
from desk import Desk, api_event_kinds
from desk.conversation.new_entry import KeptMail
from desk.files import whole_mails
from desk.i18n import catalog
from desk.integrations import own_systems
from desk.privacy.person_file import list_facts
from desk.text import RichText, clean_text, make_plain
from desk.text.masking.secret_masking import mask_secrets_in
from desk.webhooks import bodies
from mail.contents import Attachment
from mail.own import OwnMailbox
from mail.reading import IncomingMail
from mail.sent_words import SentWords

_MOST_ENTRIES, _MOST_NOTICES, _MOST_WHOLE, _MOST_THEIRS = 200, 20, 20, 5
_FRAMES = ("reply", "receipt", "receipt-waits", "receipt-hello", "consent", "page", "urgent", "solved", "form-why",
           "claimed-why", "copies")  # fmt: skip


async def keep_whole(desk: Desk, mail: IncomingMail, raw: bytes, *, most: int) -> KeptMail | None:
    """Keep a mail: its text, and its bytes up to a size, if there is nothing in its words that has to be masked."""
    if not mail.whole:
        return None
    said, others = clean_text(mail.whole), clean_text(mail.others)
    masked, of_others = [await asyncio.to_thread(mask_secrets_in, one, desk.rules.masking) for one in (said, others)]
    is_clean = masked == said and of_others == others
    return await whole_mails.store_mail(desk, masked, raw if is_clean and 0 < len(raw) <= most else None)


async def choose_files(desk: Desk, mail: IncomingMail, *, is_inside: bool) -> list[Attachment]:
    """Return the files without pictures that say nothing: those to which only a signature or a quote refers, unless
    answers stand within that, and those in the text that their sender has sent before."""
    inside = {sha256(one.content).digest(): one for one in mail.attachments if one.inline and one.cid}
    known = await whole_mails.list_known_files(desk.session, desk.require_actor().id, list(inside)) if inside else set()
    logos = [one for digest, one in inside.items() if digest in known]
    quoted = mail.quoted_pictures if not is_inside else frozenset()
    return [one for one in mail.attachments if one not in logos and not (one.cid and one.cid in quoted)]


async def load_sent(desk: Desk, ticket: Ticket | None, own: OwnMailbox) -> SentWords:
    """Return what people have had and written by mail about a request, and what this sender wrote before."""
    theirs = await whole_mails.load_texts_of(desk.session, desk.require_actor().id, _MOST_THEIRS)
    bodies_of_theirs = tuple(_get_body(one) for one in theirs)
    if ticket is None:
        return SentWords(theirs=bodies_of_theirs)
    said = (any_of(Entry.ticket_id, ticket.thread_ids), Entry.kind.in_((EntryKind.REPLY, EntryKind.COMMENT)))
    newest = select(Entry).where(*said).order_by(Entry.id.desc()).limit(_MOST_ENTRIES)
    entries = (await desk.session.scalars(newest)).all()
    whole = await whole_mails.load_texts(desk.session, [one.id for one in entries][:_MOST_WHOLE])
    texts = [_get_body(whole[one.id]) if one.id in whole else _read_words(one) for one in entries]
    texts += [*await _load_notices(desk, ticket), ticket.subject]
    external = await desk.session.get(ExternalPerson, ticket.external_person_id or 0)
    known = [*chain(*own.listed), desk.rules.web.url or "", *(one.author_name for one in entries)]
    known.append(own_systems.read_sender(external.external_id)[0] if external is not None else "")
    frames = await _list_frames(desk, ticket, own)
    others = tuple(one for one in bodies_of_theirs if one not in texts)
    return SentWords(tuple(texts), others, tuple(known), tuple(frames))


def _get_body(whole: str) -> str:
    return whole.partition("\n\n")[2]


def _read_words(entry: Entry) -> str:
    return make_plain(RichText.load(entry.body, entry.entities or ()))


async def _list_frames(desk: Desk, ticket: Ticket, own: OwnMailbox) -> list[str]:
    """Return the lines that the desk puts into its mails."""
    facts, frames = await list_facts(desk.session, desk.rules) if ticket.consent_asked else [], []
    for language in catalog.LANGUAGES:
        frames += [catalog.say(language, f"mail-{key}", number=ticket.number, url="") for key in _FRAMES]
        for name in {one.name for one in own.listed}:
            frames.append(catalog.say(language, "mail-signature", named=int(bool(name)), name=name))
        frames += [catalog.say(language, one.key, **one.make_args(language)) for one in facts]
    return frames


async def _load_notices(desk: Desk, ticket: Ticket) -> Sequence[str]:
    told = select(FeedEvent).where(FeedEvent.ticket_id == ticket.id, FeedEvent.kind == api_event_kinds.NOTICE)
    events = (await desk.session.scalars(told.order_by(FeedEvent.id.desc()).limit(_MOST_NOTICES))).all()
    system = await own_systems.find_own_system(desk.session, own_systems.MAIL)
    if system is None or not events:
        return []
    return [body["notice"]["text"] for body in await bodies.make_bodies(desk.session, system, events, desk.rules)]
