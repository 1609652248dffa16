"""List what is stored of people where and for how long, as it follows from what the desk has switched on."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import CrmState, Integration
from desk import DeskSettings
from desk.i18n import formats


@dataclass(frozen=True, slots=True)
class PrivacyFact:
    """One line of the policy: the key of its text, its numbers and names, and lengths of time."""

    key: str
    args: dict[str, str | int] = field(default_factory=dict)
    lengths: dict[str, timedelta] = field(default_factory=dict)

    def make_args(self, language: str) -> dict[str, str | int]:
        """Return the arguments in a language."""
        return {**self.args, **{name: formats.format_duration(language, one) for name, one in self.lengths.items()}}


async def list_facts(session: AsyncSession, rules: DeskSettings) -> list[PrivacyFact]:
    """Return the lines that are true of this desk now."""
    facts = [PrivacyFact("privacy-here", {"clients": int(rules.organizations.enabled)})]
    facts += [PrivacyFact("privacy-copies", lengths={"raw": rules.retention.raw})]
    facts += [PrivacyFact("privacy-withdrawn", lengths={"kept": rules.retention.withdrawn})]
    facts += _list_periods(rules)
    facts += [PrivacyFact("privacy-telegram")]
    if rules.board.enabled:
        shown: dict[str, str | int] = {"names": rules.board.names, "files": int(rules.board.shows.files)}
        shown["phones"] = int(rules.board.phone_numbers)
        facts += [PrivacyFact("privacy-board", shown)]
    if rules.payments.enabled:
        facts += [PrivacyFact("privacy-payments", {"cards": int(rules.payments.takes_cards)})]
    if rules.accounts.url is not None or rules.accounts.stored:
        facts += [PrivacyFact("privacy-accounts")]
    if await session.scalar(select(CrmState.id).limit(1)) is not None:
        facts += [PrivacyFact("privacy-crm")]
    named = list(await session.scalars(select(Integration.name).where(Integration.revoked_at.is_(None)).order_by("id")))
    if named:
        facts += [PrivacyFact("privacy-integrations", {"names": ", ".join(named)})]
    return facts


def _list_periods(rules: DeskSettings) -> list[PrivacyFact]:
    """Return the lines of what is deleted or masked by settings that are switched on."""
    kept, masking = rules.retention, rules.masking
    facts = [
        PrivacyFact(f"privacy-{what}", lengths={"kept": length})
        for what, length in (("closed", kept.closed), ("people", kept.people), ("log", kept.log))
        if length
    ]
    if masking.kinds.cards or masking.kinds.passwords:
        hidden = {
            "cards": int(masking.kinds.cards),
            "passwords": int(masking.kinds.passwords),
            "shown": int(bool(masking.kept)),
        }
        facts += [PrivacyFact("privacy-masked", {**hidden}, {"kept": masking.kept})]
    return facts
