"""Where a sentence is read, as the admin who changes it is told."""

import ast

from desk.i18n import LANGUAGES, find_sentence
from desk.i18n.bundles import LOCALES
from desk.i18n.sentences import load_sentences
from desk.text_overrides import places
from desk.text_overrides.places import ReadingPlace, find_place
from tests.test_house import ROOT
from tests.texts import IN_BOTH

READ_BY = {
    "start-requester.no": ReadingPlace.REQUESTER,
    "help-requester": ReadingPlace.REQUESTER,
    "ask-missing": ReadingPlace.REQUESTER,
    "setting-board-names": ReadingPlace.ADMINS,
    "receipt-back": ReadingPlace.REQUESTER,
    "receipt-problem": ReadingPlace.REQUESTER,
    "promise-made": ReadingPlace.REQUESTER,
    "taken": ReadingPlace.REQUESTER,
    "language-set": ReadingPlace.EVERYBODY,
    "no-such-ticket": ReadingPlace.EVERYBODY,
    "press-outdated": ReadingPlace.EVERYBODY,
    "start-agent": ReadingPlace.TEAM,
    "where-to-own": ReadingPlace.TEAM,
    "setting-ask-missing-effect": ReadingPlace.ADMINS,
    "hours-unclear": ReadingPlace.ADMINS,
    "btn-cannot-wait": ReadingPlace.BUTTON,
}


@IN_BOTH
def test_a_sentence_is_said_to_be_read_by_those_who_read_it(language: str) -> None:
    sentences = {key: find_sentence(language, key) for key in READ_BY}
    assert {key: find_place(one) for key, one in sentences.items() if one is not None} == READ_BY


def test_rules_by_file_name_files_that_exist() -> None:
    files = {path.stem for path in (LOCALES / "en").glob("*.ftl")}
    assert places._WHERE.keys() | places._NOT_FILES | places._MESSAGES <= files


_GUARDING = ("bot/features/panel.py", "desk/notifications/confirmations.py", "desk/sessions", "desk/second_factor")
_ERASING = ("bot/features/privacy.py", "desk/privacy/erasures.py")


def _said_in(*modules: str) -> set[str]:
    """The keys of sentences that these modules name."""
    files = [path for one in modules for path in ([ROOT / one] if one.endswith(".py") else (ROOT / one).glob("*.py"))]
    trees = [ast.walk(ast.parse(path.read_text("utf-8"))) for path in files]
    said = {node.value for tree in trees for node in tree if isinstance(node, ast.Constant)}
    return said & {one.key for one in load_sentences("en").values()}


def test_nobody_rewords_what_guards_sign_in_confirmation_erasure_and_consent() -> None:
    """Whatever the modules that ask say; but the terms are the operator's own."""
    said = _said_in(*_GUARDING, *_ERASING)
    assert {"web-asks", "lasting-ask", "btn-lasting-yes", "factor-first", "erase-ask", "consent-given"} <= said
    editable = {one.key for language in LANGUAGES for one in places.list_editable(language).values()}
    refusals = {"role-above", "no-such-person", "press-outdated"}
    assert {one for one in said & editable if not one.startswith("privacy-")} == refusals
    others = {"btn-web-not-me", "consent-ask", "btn-consent", "forget-ask", "wrote-mail", "system-join-ask"}
    assert others.isdisjoint(editable)
    assert {"privacy-text", "taken", "btn-yes"} <= editable
