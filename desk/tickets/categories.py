"""How categories are called: compared, and in a language. Who keeps them: `desk/topics/`. Knows no door."""

from sqlalchemy import ColumnElement, func

from db.models import Category


def folded(name: str) -> str:
    """A category's name as it is compared: without case, a space equal to an underscore (so are Todoist's labels)."""
    return " ".join(name.replace("_", " ").split()).casefold()


def called(category: Category, language: str) -> str:
    """Its name in a language; the desk's own where it has none in that."""
    name: str = category.names.get(language) or category.name
    return name


def name_in(language: str) -> ColumnElement[str]:
    """The same in SQL."""
    return func.coalesce(Category.names[language].astext, Category.name)
