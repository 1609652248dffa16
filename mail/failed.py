"""Failed mails, again: one that the server did not give is fetched once more, one that cannot be read is opened anyway.

What is opened anyway has sender, subject, and its bytes as a file: nothing else of it is read.
"""

from base64 import b64decode
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.database import Database
from db.models import Job, JobState
from db.queue import Bury, ClaimedJob, Done
from mail.collecting import fetch_mail, make_job
from mail.contents import Attachment
from mail.reading import IncomingMail, read_mail
from mail.servers import MailFolder, MailNotGivenError, ServerError
from ops.tasks import run_in_thread

_MESSAGE = "message.txt"

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
