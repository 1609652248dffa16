"""All nouns that are administered from their declarations, in the bot and, unless their pages are by hand, in the
panel."""

from desk.administration.events import EVENTS
from desk.administration.fields import FIELDS
from desk.administration.ideas import IDEAS
from desk.administration.menu import MENU
from desk.administration.presets import PRESETS
from desk.administration.recurring import RECURRING
from desk.administration.replies import REPLIES
from desk.administration.resource import Resource
from desk.administration.rules import RULES
from desk.administration.texts import TEXTS
from desk.administration.topics import TOPICS

RESOURCES: tuple[Resource, ...] = (TEXTS, REPLIES, MENU, TOPICS, IDEAS, PRESETS, EVENTS, FIELDS, RULES, RECURRING)
BY_NAME = {one.name: one for one in RESOURCES}
