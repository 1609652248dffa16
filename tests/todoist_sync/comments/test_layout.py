"""Entries as comments and comments as entries: headings, notes, parts."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.models import EntryKind, FileKind
from desk.text import RichText, count_units
from desk.text.markdown import reader
from todoist_sync.comments import layout
from todoist_sync.comments.layout import CommentPart
from todoist_sync.merge import task_text


def _said(*given: Any, **more: Any) -> list[str]:
    return [part.content for part in layout.build_parts(*given, **more)]


def test_each_kind_is_headed_as_what_it_is() -> None:
    assert _said(EntryKind.COMMENT, "Anna", RichText("it burns\n# really")) == ["**Anna:** it burns\n> \\# really"]
    assert _said(EntryKind.NOTE, "Ol*ga", RichText("call")) == ["// **Ol\\*ga:** call"]
    assert _said(EntryKind.REMARK, "", RichText("put back")) == ["// put back"]
    assert _said(EntryKind.COMMENT, "Anna", RichText(""), ["📎 a.jpg"]) == ["**Anna:** 📎 a.jpg"]
    assert _said(EntryKind.COMMENT, "Anna", RichText("see"), ["📎 a.jpg"]) == ["**Anna:** see\n📎 a.jpg"]


def test_an_album_is_comments_one_after_the_other_the_text_on_the_first() -> None:
    one, two = {"file_url": "https://f/1"}, {"file_url": "https://f/2"}
    made = layout.build_parts(EntryKind.NOTE, "Olga", RichText("see"), [], [("📎 Photo", one), ("📎 Photo", two)])
    assert made == [CommentPart("// **Olga:** see", one), CommentPart("// **Olga:** 📎 Photo", two)]
    assert layout.build_parts(EntryKind.COMMENT, "Anna", RichText(), [], [("📎 Photo", one)]) == [
        CommentPart("**Anna:** 📎 Photo", one)
    ]


@given(st.text(alphabet=st.sampled_from(list("ab \n*_/#>😀")), max_size=300), st.sampled_from(list(EntryKind)))
@settings(deadline=None)
def test_every_part_fits_and_every_part_of_a_note_is_one(text: str, kind: EntryKind) -> None:
    made = _said(kind, "Olga", RichText(text), limit=90)
    assert all(len(part) <= 90 for part in made)
    assert all(layout.parse_comment(part, None).is_note for part in made if kind in {EntryKind.NOTE, EntryKind.REMARK})
    assert all(line.startswith(">") for part in made for line in part.split("\n")[1:])
    head = "" if kind is EntryKind.REMARK else "Olga: "
    shown = "".join(reader.strip_markdown(part).removeprefix("// ").removeprefix(head) for part in made)
    assert "".join(shown.split()).replace("\u00a0", "") == "".join(text.split())


def test_what_fits_is_measured_as_todoist_may_measure_it() -> None:
    made = _said(EntryKind.REPLY, "😀" * 10, RichText("a" * 200), limit=90)
    assert [count_units(part) <= 90 for part in made] == [True] * 4


@pytest.mark.parametrize(("limit", "comments"), [(32, 1), (31, 2)])
def test_a_line_of_the_desks_own_stands_below_the_words_where_both_fit(limit: int, comments: int) -> None:
    made = _said(EntryKind.REPLY, "Olga", RichText("see the photo"), ["📎 a.jpg"], limit=limit)
    assert ("**Olga:** see the photo\n📎 a.jpg" in made, len(made)) == (comments == 1, comments)


@pytest.mark.parametrize("content", ["//x", "  // x", "\u200b//x", "\n//\u00a0x", "/\u200b/x", "\\//x", "//\nx"])
def test_what_begins_with_two_slashes_is_a_note(content: str) -> None:
    said = layout.parse_comment(content, None)
    assert (said.is_note, said.words.text) == (True, "x")


@pytest.mark.parametrize("content", ["x // y", "/ /x", "https://a.b", "/x", ""])
def test_what_does_not_is_an_answer(content: str) -> None:
    assert not layout.parse_comment(content, None).is_note


@pytest.mark.parametrize(
    ("content", "lead", "words", "is_note"),
    [
        ("**Ol\\*ga:** on my way", None, "on my way", False),
        ("**Ol\\*ga:** on my way\n> at five\n>with it\nnow", None, "on my way\nat five\nwith it\nnow", False),
        ("// **Ol\\*ga:** call her", None, "call her", True),
        ("**Ol\\*ga:** // call her", None, "call her", True),
        ("call her", None, "call her", False),
        ("//call her", None, "call her", True),
        ("see **Ol\\*ga:** there", None, "see Ol*ga: there", False),
        ("// see **Ol\\*ga:** there", None, "see Ol*ga: there", True),
        ("**Ivan:** on my way", None, "Ivan: on my way", False),
        ("**Ol\\*ga:** ❝the toner❞\n> on my way", "❝the toner❞", "on my way", False),
        ("**Ol\\*ga:** ❝the toner❞ is here\n> on my way", "❝the toner❞", None, False),
        ("**Ol\\*ga:** on my way", "❝the toner❞", None, False),
        ("on my way", "❝the toner❞", None, False),
    ],
)
def test_what_a_comment_of_ours_says_once_it_was_changed(
    content: str, lead: str | None, words: str | None, is_note: bool
) -> None:
    said = layout.parse_edited_comment(content, "Ol*ga", lead=lead)
    assert (said.words.text if said is not None else None) == words
    assert said is None or said.is_note is is_note


def test_a_file_stands_with_the_end_of_the_words() -> None:
    made = layout.build_parts(
        EntryKind.REPLY, "Olga", RichText("word " * 30), [], [("📎 a", {"file_url": "u"})], limit=90
    )
    assert [part.file_url for part in made] == [*[None] * (len(made) - 1), "u"]
    assert len(made) > 1
    assert layout.get_file_url({"file_url": ""}) is layout.get_file_url({}) is layout.get_file_url(None) is None


def test_an_attachment_comes_along() -> None:
    attachment = {"resource_type": "image", "file_name": "a.png", "file_type": "image/png", "file_size": 7}
    (file,) = layout.parse_comment("", attachment).files
    assert (file.kind, file.name, file.size, file.attachment) == (FileKind.PHOTO, "a.png", 7, attachment)


def test_the_markers_are_broken_in_a_persons_text() -> None:
    block = task_text.make_block(f"{task_text.END}\nhaha\n{task_text.BEGIN}", "Anna")
    assert block.count(task_text.BEGIN) == block.count(task_text.END) == 1
    assert task_text.put_block(f"before\n{block}\nafter", task_text.make_block("new", "Anna")) == (
        f"before\n{task_text.make_block('new', 'Anna')}\nafter"
    )


@pytest.mark.parametrize("mark", [task_text.BEGIN, task_text.END])
def test_one_marker_alone_is_broken_too(mark: str) -> None:
    block = task_text.make_block(f"see {mark} here", "Anna")
    assert block.count(task_text.BEGIN) == block.count(task_text.END) == 1


def test_our_part_has_the_room_it_had_before_and_no_more_than_agents_leave_it() -> None:
    long = "\n".join(["word " * 20] * 90)
    before, after = task_text.make_block(long, "Anna"), task_text.make_block(long, "Olga")
    assert task_text.put_block(f"{before}\n\nmine", after) == f"{after}\n\nmine"
    full = task_text.put_block(f"{before}\n\n" + "x" * 9000, after)
    assert full.endswith("x" * 9000)
    assert 15_800 < len(full) <= 16_000


@pytest.mark.parametrize(
    ("content", "subject"),
    [("#42 Printer", "Printer"), ("Printer", "Printer"), ("#421 x", "#421 x"), ("#42", ""), ("#42 *z*", "z")],
)
def test_the_subject_of_a_title(content: str, subject: str) -> None:
    assert task_text.extract_subject(content, 42) == subject


def test_a_long_title_is_cut_only_on_the_board() -> None:
    long = "*" * 400
    content = task_text.put_title("", 42, long)
    assert len(content) <= 500
    assert task_text.put_title(content, 42, long) == content
