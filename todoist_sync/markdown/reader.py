from desk.text.rich_text import RichText
from todoist_sync.markdown import blocks


def read(markdown: str) -> RichText:
    """What Todoist shows of `markdown`, with its formatting."""
    return blocks.read(markdown)


def shown(markdown: str) -> str:
    """The characters that Todoist shows of `markdown`."""
    return read(markdown).text
