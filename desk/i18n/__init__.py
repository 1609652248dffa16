"""Texts in English and Russian, and how times and sizes are written in them."""

from desk.i18n.board_names import match_own_label
from desk.i18n.catalog import LANGUAGES, Arg, choose_language, parse_tags, say
from desk.i18n.sentences import PLACEHOLDER, Sentence, find_sentence
from desk.i18n.subjects import NAMELESS, TicketSubject
