"""The parts of requests that the board shows, and who may change it."""

from dataclasses import dataclass

from desk.settings.declaring import SettingGroup, declare
from desk.settings.kinds import Choice, Several, Switch


@dataclass(frozen=True, slots=True)
class ShownOnBoard:
    """Parts of requests that the board shows: the `places` and `files` that requesters send, a line on `earlier`
    requests."""

    places: bool = True
    files: bool = True
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class BoardRules:
    """Whether a Todoist board is configured (`enabled`; without it no job for the board is stored), and what it shows.

    `phone_numbers`: shared contacts with their whole number. `names`: requesters by their "full" name, "initial" (of
    the last name) or "number".
    `members_only`: what accounts do that are linked to no member of the team is undone. `connect_url`: where admins
    connect a Todoist account; empty: they cannot.
    """

    enabled: bool = False
    phone_numbers: bool = declare("board_phone_numbers", False, Switch(), SettingGroup.BOARD, pin=True)
    names: str = declare(
        "board_names", "initial", Choice("setting-board-names", ("full", "initial", "number")), SettingGroup.BOARD
    )
    shows: ShownOnBoard = declare(
        "board_shows", ShownOnBoard(), Several("setting-board-shows", ShownOnBoard), SettingGroup.BOARD
    )
    members_only: bool = declare("board_members_only", False, Switch(), SettingGroup.BOARD)
    connect_url: str = ""
