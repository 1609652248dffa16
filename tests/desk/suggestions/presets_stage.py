"""Preset answers as a test needs them: written and published by an admin, in the verbs' own way."""

from db.models import Role
from desk import Desk
from desk.suggestions import presets
from desk.text import RichText
from tests.desk.stage import Someone, Stage

ASKED = "what is the wifi password please?"
EXAMPLES = "what is the wifi password\nкакой пароль от вайфая"


async def written(desk: Desk, title: str = "Wi-fi", examples: str = EXAMPLES) -> int:
    """One that can be published; its id."""
    key = (await presets.begin_preset(desk, title)).id
    await presets.set_text(desk, key, "en", RichText("{name}: it stands on your badge."))
    await presets.set_text(desk, key, "ru", RichText("{имя}, он на бейдже."))
    await presets.set_examples(desk, key, examples)
    return key


async def published(desk: Desk, title: str = "Wi-fi", examples: str = EXAMPLES) -> int:
    """The same, published."""
    key = await written(desk, title, examples)
    await presets.publish_preset(desk, key, (await presets.lock_preset(desk, key)).version)
    return key


async def with_preset(stage: Stage) -> tuple[Someone, int]:
    """The admin of a desk that has one, and its id."""
    vera = await stage.person("Vera", Role.ADMIN)
    key = await stage.does(vera, published)
    stage.with_rules(knowledge__presets=True)
    return vera, key


async def asks(stage: Stage, who: Someone, text: str = ASKED) -> int:
    """A request, looked at; its number."""
    number = await stage.files(who, text)
    await stage.ticks()
    return number
