"""Mails that stay in the inbox: those that nothing came of are kept with whom they are of; one that the server did not
give is fetched once more, one that cannot be read is opened anyway.

What is opened anyway has sender, subject, and its bytes as a file: nothing else of it is read.
"""

from base64 import b64decode
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.database import Database
from db.encryption import seal_text
from db.models import Job, JobState
from db.queue import Bury, ClaimedJob, Done
from desk import DeskSettings
from desk.integrations import own_systems, user_rows
from desk.text.masking.secret_masking import mask_secrets_in
from mail.collecting import fetch_mail, make_job
from mail.contents import Attachment
from mail.mime import HEADER_BYTES, find_body
from mail.own import OwnMailbox
from mail.reading import IncomingMail, list_claimed, read_mail
from mail.said import LONGEST_LINE, LONGEST_SUBJECT, cut_line
from mail.servers import MailFolder, MailNotGivenError, ServerError
from ops.tasks import run_in_thread

_MESSAGE = "message.txt"
_LARGEST_KEPT = 1024 * 1024

log = structlog.get_logger(__name__)


async def fetch_again(database: Database, mailbox: MailFolder | None, job: ClaimedJob, now: datetime) -> Bury | None:
    """Store a mail that the server gives by now, and mark it as read; else return that it stays failed."""
    if mailbox is None:
        return Bury("there is no mailbox")
    try:
        await _fetch_again(database, mailbox, job, now)
    except (MailNotGivenError, ServerError) as error:
        return Bury(str(error))
    finally:
        mailbox.close()
    return None


async def _fetch_again(database: Database, mailbox: MailFolder, job: ClaimedJob, now: datetime) -> None:
    said = job.load_payload()
    await mailbox.open()
    if mailbox.validity != said["validity"]:
        raise MailNotGivenError("the mailbox counts its mails anew")
    raw = await fetch_mail(mailbox, said["uid"], said["size"])
    size = said["size"] or len(raw)
    made = await run_in_thread(make_job, raw, size, now, number=f"{said['validity']}.{said['uid']}")
    async with database.unit_of_work() as session:
        queue.put_job(session, made)
        await queue.settle_job(session, job, Done(), now=now)
    try:
        await mailbox.mark_read(said["uid"])
    except (MailNotGivenError, ServerError) as error:  # whoever reads the mailbox does it then
        log.warning("a mail cannot be marked as read", number=said["uid"], why=str(error))


async def fetch_whole(mailbox: MailFolder, number: str) -> bytes | None:
    """Return a mail that was kept without its body, None if the mailbox does not have it any more. Raises
    ServerError."""
    validity, _, uid = number.partition(".")
    try:
        await mailbox.open()
        return await fetch_mail(mailbox, int(uid), None) if f"{mailbox.validity}" == validity else None
    except MailNotGivenError:
        return None
    finally:
        mailbox.close()


async def load_unread(session: AsyncSession, job: ClaimedJob) -> IncomingMail | None:
    """Return the mail that a failed job could not read, without reading it; None if it is not failed any more."""
    failed = await session.get(Job, job.load_payload()["job"], with_for_update=True)
    if failed is None or failed.state is not JobState.BURIED:
        return None
    said = queue.decode_payload(failed.payload)
    return make_unread(said)


async def end_failed(session: AsyncSession, job: ClaimedJob, now: datetime) -> None:
    """Take the failed job off the list: its mail is a request."""
    failed = await session.get_one(Job, job.load_payload()["job"])
    failed.state, failed.settled_at, failed.error = JobState.DONE, now, None
    failed.payload = b"{}"


def make_unread(said: dict[str, Any]) -> IncomingMail:
    """Return a mail of which only the payload of its failed job is known."""
    head = [f"From: {said.get('from', '')}", f"Subject: {said.get('subject', '')}", f"Message-ID: {said.get('id', '')}"]
    mail = read_mail("\r\n".join([*head, "", ""]).encode("utf-8", "replace"))
    raw = b64decode(said["raw"]) if "raw" in said else b""
    return replace(mail, attachments=(Attachment(_MESSAGE, "text/plain", raw),) if raw else (), verified=False)


async def note_person(session: AsyncSession, job: ClaimedJob, raw: bytes, own: OwnMailbox, now: datetime) -> None:
    """Note whose a mail is that stays in the inbox, if they are known, so that it is erased with them."""
    claimed = await run_in_thread(list_claimed, raw[: 4 * HEADER_BYTES])
    address = next((one for one in claimed if not own.is_own(one)), None)
    if address is None:
        return
    system = await own_systems.get_or_create_system(session, own_systems.MAIL, now)
    for is_proven in (False, True):  # what names somebody in another place than From is never proven
        known = await user_rows.find_user(session, system, own_systems.name_sender(address, is_proven=is_proven))
        if known is not None:
            await session.execute(update(Job).where(Job.id == job.id).values(person_id=known.person_id))
            return


def choose_kept(
    data: dict[str, Any], raw: bytes, mail: IncomingMail, rules: DeskSettings, *, is_elsewhere: bool
) -> tuple[dict[str, Any], bytes]:
    """Return what is kept of a mail that is not taken in; of a large one that is in a mailbox, too, its header."""
    who = (", ".join(mail.senders) or "?")[:LONGEST_LINE]
    subject = mask_secrets_in(cut_line(mail.subject, LONGEST_SUBJECT), rules.masking)
    kept = {**data, "about": seal_text(f"{who} · {subject}"), "anyway": 1, "subject": subject}
    if len(raw) > _LARGEST_KEPT and is_elsewhere and "number" in data:
        return {**kept, "cut": 1}, raw[: find_body(raw)]
    return kept, raw


async def keep(session: AsyncSession, job: ClaimedJob, payload: bytes, why: str, *, now: datetime) -> None:
    """Keep a mail that is not taken in where admins see it, and can have it taken in all the same. It is nothing that
    failed, so nobody is told."""
    await queue.settle_job(session, job, Bury(why), now=now)
    await session.execute(update(Job).where(Job.id == job.id).values(told_at=now, payload=payload))
