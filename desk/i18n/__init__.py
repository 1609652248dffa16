"""What is said in which language, and how times and sizes are written."""

from desk.i18n.catalog import LANGUAGES, Arg, language_of, own_label, say, tagged
from desk.i18n.sentences import PLACEHOLDER, Sentence, sentence_of
from desk.i18n.subjects import NAMELESS, TicketSubject
