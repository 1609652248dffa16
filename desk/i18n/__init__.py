"""Texts in English and Russian, and how times and sizes are written in them."""

from desk.i18n.catalog import LANGUAGES, Arg, language_of, own_label, say, tagged
from desk.i18n.sentences import PLACEHOLDER, Sentence, sentence_of
from desk.i18n.subjects import NAMELESS, TicketSubject
