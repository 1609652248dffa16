"""Pure functions over text: rich text, splitting, small talk, subjects, file names. Know no ticket."""

from desk.text.bidi import isolated
from desk.text.filenames import clean_name, file_name
from desk.text.rich_text import Entity, RichText, clean, concatenated, cut, is_nothing, units, visible
from desk.text.small_talk import asks_for_state, is_greeting, is_small_talk
from desk.text.subject import says_something, shortened
