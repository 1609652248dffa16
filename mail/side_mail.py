"""Mails of side conversations: what was forwarded leaves, and what is answered becomes a note of its request.

Their marks are of their own kind, so that they open nothing but the side conversation.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind
from db.queue import Bury, ClaimedJob, Done, Verdict
from desk import DeskSettings, installation
from desk.conversation import undelivered_answers
from desk.i18n import catalog
from desk.integrations import own_systems
from desk.requests import side_conversations
from desk.text import RichText
from mail import marks
from mail.answer_mail import Ready, load_attachments
from mail.mime_writing import OutgoingMail
from mail.own import OwnMailbox


async def prepare(session: AsyncSession, rules: DeskSettings, own: OwnMailbox, job: ClaimedJob) -> Ready | Verdict:
    """Return the mail, in the words of the note; it has nothing else of the request but its number."""
    row_id = job.load_payload()["row"]
    found = await side_conversations.load(session, row_id)
    note = await session.get(Entry, job.entry_id, populate_existing=True)
    if found is None or note is None or note.kind is not EntryKind.NOTE or note.withdrawn_at is not None:
        return Done("nothing to be sent any more")
    row, ticket = found
    address = row.address or ""
    if await own_systems.list_blocked(session, [address]):
        return Bury("the address is blocked")
    if await own_systems.find_own_system(session, own_systems.MAIL) is None:
        return Bury(undelivered_answers.REVOKED)
    kind = marks.name_aside(address)
    key, of = (await installation.load_row(session)).file_key, own.find([ticket.answers_from or ""])
    began = marks.make_message_id(key, of.address, row_id, 0, kind)
    files, to_fetch = await load_attachments(session, note)
    mail = OutgoingMail(
        sender=of.address, sender_name=" · ".join(one for one in (note.author_name, of.name) if one),
        recipient=address, subject=catalog.say(rules.locale, "aside-subject", number=ticket.number), text="",
        message_id=marks.make_message_id(key, of.address, row_id, job.id, kind), sent_at=job.created_at,
        in_reply_to=began, references=(began,), attachments=tuple(files),
        reply_to=marks.make_reply_address(key, of.address, row_id, kind) if own.has_plus else of.address,
    )  # fmt: skip
    below = [catalog.say(rules.locale, "aside-reply")]
    below.append(catalog.say(rules.locale, "mail-signature", named=int(bool(of.name)), name=of.name))
    text = (RichText.load(note.body, note.entities or ()), *map(RichText, below))
    return Ready(mail, text, rules.locale, tuple(to_fetch))
