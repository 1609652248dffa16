"""A tree of topics in a file: read however it was saved, compared with the tree, all mistakes at once."""

import pytest

from desk import Refused
from desk.topics import tree_file
from desk.topics.editing import TopicInfo
from desk.topics.tree_file import TreePlan, plan_tree

OFFICE = TopicInfo(1, "Office", {"en": "Office", "ru": "Офис"}, None, True, None, (), ())
PRINTER = TopicInfo(2, "Printer", {"en": "Printer"}, 1, False, 2, ("printer", "toner"), ())
PARKING = TopicInfo(3, "Parking", {}, None, False, None, (), ())
TREE = (OFFICE, PRINTER, PARKING)


def _plan(text: str, encoding: str = "utf-8") -> TreePlan:
    return plan_tree(text.encode(encoding), TREE, "en")


def _new(plan: TreePlan) -> list[tuple[str, str | None]]:
    return [(one.get_name("en"), one.parent.get_name("en") if one.parent else None) for one in plan.new]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ('group,topic,priority,keywords\nStage,Light,high,"lamp, light"\n', "utf-8"),
        ("Группа;Тема;Приоритет;Ключевые слова\nStage;Light;высокий;lamp, light\n", "cp1251"),
        (
            "sep=;\nTOPIC;Group;priority;Keywords\nLight;Stage;2.0;lamp; light\n".replace(
                "lamp; light", '"lamp; light"'
            ),
            "utf-16",
        ),
    ],
)
def test_a_list_is_read_however_it_was_saved(text: str, encoding: str) -> None:
    plan = _plan(text, encoding)
    assert (plan.refused, _new(plan), plan.kept) == ([], [("Stage", None), ("Light", "Stage")], 3)
    assert plan.new[1].values == {"priority": 2, "keywords": ("lamp", "light")}


def test_topics_are_found_by_any_name_and_empty_cells_change_nothing() -> None:
    plan = _plan("group,topic,topic (русский),priority,keywords\nофис,PRINTER,,,\n,parking,,,\n")
    assert (plan.new, plan.changed, plan.kept, plan.refused) == ([], [], 3, [])
    plan = _plan("group,topic,topic (русский),keywords\n,Printer,Принтер,\nOffice,Parking,,\n")
    assert [(one.get_name("en"), one.list_names(), one.is_moved) for one in plan.changed] == [
        ("Printer", {"ru": "Принтер"}, False), ("Parking", {}, True),
    ]  # fmt: skip


def test_all_mistakes_are_named_with_their_lines() -> None:
    plan = _plan(
        "group,topic,topic (русский),priority,keywords\n"
        f",{'x' * 61},,,\n"
        ",Office,,,\n"
        "Printer,Lamp,,,\n"
        ",Parking,Офис,,\n"
        ",Door,,urgent,\n"
        "Yard,,,1,\n"
        ",Gate,,,!!\n"
        ",Printer,,1,\n"
        ",Printer,,3,\n"
        ",,,4,\n"
    )
    own = _plan("topic,topic (english)\nDoor,Gate\n")
    assert [(line, why.key) for line, why in own.refused] == [(2, "topics-file-own")]
    assert [(line, why.key) for line, why in plan.refused] == [
        (2, "category-name-long"), (3, "topics-file-kind"), (4, "topics-file-kind"), (5, "topics-file-two"),
        (6, "topics-file-priority"), (7, "topics-file-of-group"), (8, "topic-keywords-long"),
        (10, "import-contradicts"), (11, "topics-file-nameless"),
    ]  # fmt: skip


def test_a_tree_has_so_many_topics_at_most() -> None:
    plan = _plan("topic\n" + "".join(f"Topic {n}\n" for n in range(199)))
    assert [(line, why.key) for line, why in plan.refused] == [(199, "topics-file-many"), (200, "topics-file-many")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "topics-file-columns"),
        (b"name\nx\n", "topics-file-columns"),
        (b"PK\x03\x04workbook", "import-not-csv"),
        (b"topic\n" + b"x\n" * (tree_file.MOST_LINES + 1), "import-too-long"),
        (b"topic\n" + b" " * tree_file.MOST_BYTES, "import-too-large"),
        (b'topic\n"' + b"x" * 200_000 + b'"\n', "import-not-csv"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        plan_tree(content, TREE, "en")
    assert refused.value.key == why
