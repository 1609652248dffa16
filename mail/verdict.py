"""The verdict on who wrote a mail: for whom it is filed, how sure that is, and if a person wrote it at all. Pure.

It is made once of each mail, and everything else asks it. What follows from it is said where it is asked.
"""

from dataclasses import dataclass
from enum import StrEnum

from mail import phrases
from mail.kinds import Kind
from mail.own import OwnMailbox
from mail.reading import IncomingMail


class SenderStanding(StrEnum):
    """How sure it is that a mail is of the address for which it is filed."""

    PROVEN = "proven"
    """The own server says that it comes from there."""
    CLAIMED = "claimed"
    """Nobody says anything about that: anybody can write in this name."""
    DOUBTED = "doubted"
    """The own server has looked, and does not say that it comes from there."""
    REFUSED = "refused"
    """The own server says that it comes from elsewhere."""


class Writer(StrEnum):
    """Whether a person wrote a mail."""

    PERSON = "person"
    NOBODY = "nobody"
    """Nothing speaks of a machine, but there is no one address to answer."""
    PERHAPS = "perhaps"
    """Something only makes one think that a machine did, such as a list's header or a spam filter's."""
    MACHINE = "machine"
    """The mail says so itself."""


@dataclass(frozen=True, slots=True)
class MailSender:
    """The verdict. `address`: the one that the mail claims to come from, in small letters, never the desk's own."""

    address: str | None
    standing: SenderStanding
    writer: Writer

    @property
    def is_proven(self) -> bool:
        """The mail is known to be of the address."""
        return self.standing is SenderStanding.PROVEN

    @property
    def is_doubted(self) -> bool:
        """The own server has looked at the sender, and does not stand by the address."""
        return self.standing in (SenderStanding.DOUBTED, SenderStanding.REFUSED)

    @property
    def is_person(self) -> bool:
        """A person seems to have written the mail, and can be answered."""
        return self.writer is Writer.PERSON


def judge_sender(mail: IncomingMail, own: OwnMailbox) -> MailSender:
    """Return the verdict on a mail."""
    named = (mail.sender, *mail.senders, mail.reply_to)
    address = next((one.lower() for one in named if one is not None and not own.is_own(one)), None)
    return MailSender(address, _judge_standing(mail, address), _judge_writer(mail, own, address))


def _judge_standing(mail: IncomingMail, address: str | None) -> SenderStanding:
    """Judge by what the own server says of the one address in From. Of whom a mail names in Reply-To, such as a form
    that mails from the desk's own address, it says nothing."""
    if mail.verified is not True:
        checked = SenderStanding.DOUBTED if mail.is_checked else SenderStanding.CLAIMED
        return SenderStanding.REFUSED if mail.verified is False else checked
    is_of_sender = mail.sender is not None and mail.sender.lower() == address
    return SenderStanding.PROVEN if is_of_sender else SenderStanding.CLAIMED


def _judge_writer(mail: IncomingMail, own: OwnMailbox, address: str | None) -> Writer:
    """A group whose address is the desk's own sends on what people write to it."""
    if mail.kind is not Kind.LETTER and mail.is_sure:
        return Writer.MACHINE
    of_own_group = mail.kind is Kind.LIST and (mail.list_id or "").lower() in [
        one.replace("@", ".") for one in own.addresses
    ]
    if mail.kind is not Kind.LETTER and not of_own_group:
        return Writer.PERHAPS
    return Writer.PERSON if mail.sender is not None and address is not None else Writer.NOBODY


def has_chosen_readers(mail: IncomingMail, sender: MailSender) -> bool:
    """Return True if who reads along is what the sender chose: a list or a machine chooses nobody."""
    return sender.is_person and mail.list_id is None


def is_blind_copy(mail: IncomingMail, own: OwnMailbox) -> bool:
    """Return True if those in To and Cc do not know that the desk has the mail: it is named in neither of them, nor is
    an address by which the mail came here."""
    arrived = {one.lower() for one in mail.arrived_at}
    return bool(mail.copies) and not any(own.is_own(one) or one.lower() in arrived for one in mail.copies)


def list_copies(mail: IncomingMail, own: OwnMailbox, sender: MailSender) -> list[str]:
    """Return the addresses of To and Cc behind which there is somebody else: not the desk's own, those by which the
    mail came here, those that take no mail, nor those of a mail of which the desk has only a blind copy, or that a list
    or a machine may have sent."""
    if not has_chosen_readers(mail, sender) or is_blind_copy(mail, own):
        return []
    here = {one.lower() for one in (*mail.arrived_at, *mail.senders, mail.reply_to or "")}
    return [
        one
        for one in map(str.lower, mail.copies)
        if one not in here
        and one.isascii()
        and not own.is_own(one)
        and not phrases.NO_REPLY.fullmatch(one.partition("@")[0])
    ]


def find_other_reply_address(mail: IncomingMail, own: OwnMailbox, sender: MailSender) -> str | None:
    """Return where the sender wants answers, if that is another address than theirs."""
    other = mail.reply_to
    return other if other is not None and other != sender.address and not own.is_own(other) else None
