"""`python -m desk.admin_settings.settings_page docs` (`make schema`): write the page of all settings in each
language."""

import sys
from collections.abc import Iterator
from pathlib import Path

from desk.admin_settings.registry import list_groups, list_settings
from desk.i18n import LANGUAGES, say
from desk.settings.declaring import Setting, SettingGroup


def make_page(language: str) -> str:
    """Return the whole page in Markdown."""
    return (
        "\n\n".join([f"# {say(language, 'settings-page')}", say(language, "settings-page-about"), *_groups(language)])
        + "\n"
    )


def _groups(language: str) -> Iterator[str]:
    columns = [say(language, f"settings-page-{one}") for one in ("setting", "default", "effect", "variable")]
    head = [f"| {' | '.join(columns)} |", "| --- | --- | --- | --- |"]
    for group in list_groups():
        yield "\n".join(
            [f"## {_name(language, group)}", "", *head, *(_row(language, one) for one in list_settings(group))]
        )


def _name(language: str, group: SettingGroup) -> str:
    return say(language, f"setting-group-{group.value}")


def _row(language: str, one: Setting) -> str:
    default = one.kind.format_value(language, one.default)
    variable = f"`{one.variable}`" if one.variable else ""
    name = f'<a id="{one.key}"></a>{say(language, one.text)} `{one.key}`'
    return f"| {name} | {default} | {say(language, f'{one.text}-effect')} | {variable} |"


if __name__ == "__main__":
    for code in LANGUAGES:
        folder = Path(sys.argv[1]) if code == LANGUAGES[0] else Path(sys.argv[1]) / code
        (folder / "reference" / "settings.md").write_text(make_page(code), "utf-8")
