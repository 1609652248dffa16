"""What the gauge of words counts, what it does not, and the prices that decision records name."""

import subprocess
from pathlib import Path

import pytest

from tests.words import count_kinds, count_parts, count_words, find_prices, read_files

CODE = {
    "a name, a number, a word of a string": ('x = f(1.5e-3, 0x1F, "two words")', 6),
    "an async function like a plain one": ("async def run() -> None:\n    await go()\n", 6),
    "a docstring of a function": ('def run() -> None:\n    """Run # it."""\n    go()\n', 4),
    "a docstring of a module below a comment": ('# ruff: noqa\n\n"""What it is."""\nx = 1\n', 2),
    "a docstring of a class, a colon and a comment before it": ('class A(B):  # noqa: X\n    r"""What it is."""\n', 3),
    "what is said of a value": ('x = 1\n"""What it is."""\n', 5),
    "an import": ("import os\nfrom a.b import (\n    c,\n    d,\n)\nos\n", 1),
    "an import within a function": ("def f():\n    from a import b as c\n    return c\n", 4),
    "what only looks like an import": ('IMPORT = "import"\nx = """\nfrom a import b\n"""', 7),
    "a comment": ("x = 1  # three more words\n", 2),
    "strings beside each other, empty, with quotes in them": ("""f"a {b} c" '' rb'\\'x' "it's"\n""", 9),
    "the same on one line": ("def f(a, b): return a + b", 7),
    "the same on many lines": ("def f(\n    a,\n    b,\n):\n    return (\n        a + b\n    )\n", 7),
}


@pytest.mark.parametrize("source", CODE.values(), ids=list(CODE))
def test_words_of_code(source: tuple[str, int]) -> None:
    code, words = source
    assert count_words(code) == words


def test_parts_of_code() -> None:
    source = "A = 1\nasync def f():\n    b = [c for c in d if c]\n    async for e in b: pass\nclass G:\n    h: int\n"
    assert count_parts(source) == {"modules": 1, "names defined": 3, "branches": 2}


def test_code_that_moves_into_a_text_file_is_counted_there() -> None:
    before = count_kinds([("desk/a.py", 'WORDS = "three small words"\n')])
    after = count_kinds([("desk/a.py", 'WORDS = read("a")\n'), ("desk/a.txt", "three small words\n")])
    assert (before["product"], before["phrase tables"]) == (4, 0)
    assert (after["product"], after["phrase tables"]) == (3, 3)


def test_a_commit_is_read_without_the_working_tree(tmp_path: Path) -> None:
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "a.py").write_text("a = 1\n")
    named = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), ("add", "-A"), (*named, "commit", "-q", "-m", "first")):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)  # noqa: S603, S607
    (tmp_path / "db" / "a.py").write_text("a = 2\n")
    (tmp_path / "db" / "unknown.py").write_text("b = 3\n")
    assert dict(read_files("HEAD", tmp_path)) == {"db/a.py": "a = 1\n"}
    assert dict(read_files(root=tmp_path)) == {"db/a.py": "a = 2\n"}


def test_a_price_is_read_or_refused() -> None:
    record = "# 0001: Calls\n\nPrice in words: product +1,200 (guest calls)\nPrice in words: tests +900 (guest calls)\n"
    assert find_prices(record) == {"product": 1200, "tests": 900}
    assert not find_prices("A line like `Price in words: product +1 (x)` is no price.")


@pytest.mark.parametrize(
    "line", ["product +1200", "product 1200 (calls)", "products +1200 (calls)", "product +x (calls)"]
)
def test_a_price_that_names_no_kind_or_feature_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="Price in words"):
        find_prices(f"Price in words: {line}")
