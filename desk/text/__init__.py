"""Pure functions over text: rich text, splitting, small talk, subjects, file names. Know no ticket."""

from desk.text.bidi import isolate_direction
from desk.text.filenames import clean_name, make_file_name
from desk.text.rich_text import (
    Entity,
    RichText,
    clean_text,
    count_units,
    cut_text,
    is_blank,
    join_texts,
    strip_invisible,
    strip_marks,
)
from desk.text.small_talk import is_asking_for_progress, is_greeting, is_small_talk
from desk.text.subject import has_more_than_greeting, shorten_line
