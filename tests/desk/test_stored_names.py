"""Names that stand in stored rows. Whoever renames a class, a field or a member keeps what is stored: two versions work
side by side, and rows outlive the version that wrote them. A line here changes only with a migration."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.features.registry import COMMANDS, PROMPTS, TURNS, VIEWS
from db.models import Box, JobState, Lane
from desk.administration.registry import RESOURCES
from desk.outbox import Button, Do, Slot
from desk.outbox.letters import NAMES

_LINE = (
    "key args buttons slot replace only_edit keyed reply_to_entry reply_to_message there only_to question_id silent "
    "staff_only secret keys drop_keys"
)
_FACE = (
    "view slot fresh only_edit silent page question_id reply_to_entry reply_to_message find order note note_args "
    "tickets while_free"
)
LETTERS = {
    "say": _LINE,
    "relay": "entry_id edit silent files_only asked",
    "show": _FACE,
    "react": "message_id emoji there",
    "erase": "message_id instead has_media there",
    "menu": "",
    "report": "result_id slot fresh buttons admins_only silent",
}
DECLARED = (
    "noun receipt card open resolved state list queue mine thread history staff link hand which categories all "
    "attention news digest found reminder surge blocked failed settings home group ended member topics shifts "
    "share_notice hearing ask earlier announced briefing article articles "
    "article_topics low_mark mail canned "
    "similar prepared mailings mailing problems problem mailed alike "
    "menu menu_tried menu_publication "
    "panel sign_in "
    "led own_organizations org_members org_member org_invite ticket_organization ticket_outlet registration "
    "applicant member_notice "
    "invoice balance bill chats chat chat_events chat_orgs mention approval drafted approvals "
    "write_whom trainee reviews setup help "
    "idea_own ideas_shown group_queue "
    "privacy figures forget consent erase erasures steps joined own_account call plans"
)
SLOTS = (
    "alertaddress alike all also applicant approval approvalask approvals article articleask articles "
    "articletopics ask attention away balance blockall blocked brake briefing cancel canned card categories "
    "changed chat chats connection consent digest drafted earlier erase erasures event eventask events evict "
    "failed fieldask fields figures forget found gone group hand hearing help history human idea ideaask ideaown ideas "
    "ideasshown language lasting led limit link list low mail mailed mailing mailings marked membernotice "
    "mention menu menuask menudraft menutry merged mine news open opening organization ownbegun ownjoin "
    "ownorg panel pending planask plans prepared presetask presets price privacy problem problemask problems "
    "question queue reaction receipt recurring recurringask registration replies replyask resolved review "
    "reviewask reviews rules setting settings setup setuphours setuptest share shared shift shifts similar staff "
    "state statsperiod steps still surge systemask taken targets text texts thread topic topics websignin "
    "writeask writewhom"
)
_SLOT = re.compile(r'\bslot=f?"([a-z]+)')


def test_letters_are_stored_under_these_names() -> None:
    stored = {name: " ".join(field.name for field in fields(kind)) for name, kind in NAMES.items()}
    assert stored == LETTERS
    assert " ".join(field.name for field in fields(Button)) == "label data args url style copy"


def test_views_are_stored_under_these_names() -> None:
    assert sorted(VIEWS) == sorted(DECLARED.split())


def test_jobs_are_stored_under_these_names() -> None:
    assert [box.value for box in Box] == [
        "from_telegram",
        "from_todoist",
        "to_telegram",
        "to_todoist",
        "clock",
        "reports",
        "to_webhooks",
        "to_accounts",
        "to_crm",
        "from_mail",
        "to_mail",
        "to_gateway",
        "to_assist",
    ]
    assert [state.value for state in JobState] == ["waiting", "parked", "held", "done", "buried"]
    assert {lane.name: lane.value for lane in Lane} == {
        "ANSWERS": 0,
        "PEOPLE": 1,
        "EDITS": 2,
        "BROADCASTS": 3,
        "MAILINGS": 4,
    }
    assert (
        " ".join(do.value for do in Do)
        == "card comment comment_edit comment_delete brake evict read read_all erase erase_upload"
    )


def test_messages_stand_in_these_slots() -> None:
    sources = [path for folder in ("desk", "bot") for path in Path(folder).rglob("*.py")]
    slots = {name for path in sources for name in _SLOT.findall(path.read_text())}
    slots |= {name for noun in RESOURCES for name in (noun.stored.slot, noun.stored.asked, noun.stored.row)} - {""}
    slots |= PROMPTS.keys()
    slots |= {one.shows for one in COMMANDS.by_name.values() if one.shows}
    slots |= {Slot.parse(one.slot or one.view).kind for one in TURNS}
    assert " ".join(sorted(slots)) == SLOTS


@pytest.mark.parametrize(
    ("stored", "slot"),
    [
        ("queue", Slot("queue")),
        ("card:42", Slot("card", "42")),
        ("past:thread:7", Slot("thread", "7", past=True)),
        ("linked:5:2671355", Slot("linked", "5:2671355")),
        ("list:?past:due?", Slot("list", "?past:due?")),
        ("", Slot()),
    ],
)
def test_a_slot_is_read_as_it_is_written(stored: str, slot: Slot) -> None:
    assert (Slot.parse(stored), str(slot)) == (slot, stored)
