"""Verbs of admins that change a text of the bot: reword it, restore the original. Every process reads the change as it
reads settings. Knows no channel."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import TextOverride
from desk import Desk, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import Sentence
from desk.notifications import to_admins
from desk.outbox import Args
from desk.policy.permissions import Grant
from desk.text import RichText
from desk.text_overrides.checks import check_words, get_original
from desk.text_overrides.places import is_caption

_MOST_TOLD = 300


async def load_words(session: AsyncSession, sentence: Sentence) -> RichText | None:
    """Return the words of an admin for a sentence, or None while it has its original ones."""
    row = await session.get(TextOverride, (sentence.language, sentence.id), populate_existing=True)
    return None if row is None or row.text is None else RichText.load(row.text, row.entities)


async def reword_sentence(desk: Desk, sentence: Sentence, typed: RichText) -> None:
    """Change a sentence; its original words restore it. Admins hear of other words on a button or in the terms. Raises
    NotAllowed for all but admins, Refused with what is wrong and where."""
    await desk.require_grant(Grant.PUBLISH)
    if sentence.is_guard:
        raise Refused("wording-guard")
    words = check_words(sentence, typed)
    version = await bump_settings_version(desk)  # one change at a time
    before = await load_words(desk.session, sentence)
    after = None if words == get_original(sentence) else words
    if before == after:
        return
    row = await desk.session.get(TextOverride, (sentence.language, sentence.id))
    if row is None:
        row = TextOverride(language=sentence.language, key=sentence.id)
        desk.session.add(row)
    row.text, row.entities = (None, []) if after is None else (after.text, after.dump())
    row.version, row.changed_by, row.changed_at = version, desk.actor_id, desk.now
    old, new = (sentence.plain if one is None else one.text for one in (before, after))
    history.record_action(desk, "wording", f"text:{sentence.language} {sentence.id}", old, new)
    if is_caption(sentence) or sentence.file == "privacy":
        args: Args = {"name": desk.require_actor().name, "old": old[:_MOST_TOLD], "new": new[:_MOST_TOLD]}
        await to_admins.notify_admins(desk, "security-reworded", args, but=(desk.require_actor().id,))


async def restore_original(desk: Desk, sentence: Sentence) -> None:
    """Restore the original words. Raises NotAllowed for all but admins."""
    await desk.require_grant(Grant.PUBLISH)
    await reword_sentence(desk, sentence, get_original(sentence))
