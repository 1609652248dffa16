"""Pure functions over text: rich text, splitting, short sentences, subjects, file names. Know no ticket."""

from desk.text.directions import isolate_direction
from desk.text.filenames import clean_name, make_file_name
from desk.text.rich_text import (
    Entity,
    RichText,
    clean_text,
    count_units,
    cut_text,
    is_blank,
    join_texts,
    make_plain,
    strip_invisible,
    strip_marks,
)
from desk.text.short_sentences import Heard, Meaning, hear
from desk.text.subject import has_more_than_greeting, list_content, shorten_line
