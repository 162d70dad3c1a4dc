"""Each difference to keepalived that README.md tells has a reason there and tests, which test/lint/differences.tsv names."""

import pathlib
import re

import tree

TESTS = pathlib.Path("test/lint/differences.tsv")
SECTION = re.compile(r"^## What differs.*?^## ", re.MULTILINE | re.DOTALL)


def rows():
    """The cells of each row of the table, without its head."""
    section = SECTION.search((tree.ROOT / "README.md").read_text())[0]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line.startswith("| ")]
    return cells[1:]


def named():
    """(difference, file, test) for each line of the list."""
    return [line.split("\t") for line in tree.lines(TESTS)]


def stands(path, name):
    """Whether the file has that test: a pytest or Catch2 case, or what a machine's test prints."""
    wanted = f'TEST_CASE("{name}"' if path.endswith(".cpp") else f"def {name}(" if name.startswith("test_") else name
    return wanted in (tree.ROOT / path).read_text()


def test_every_difference_has_a_reason():
    assert [row[0] for row in rows() if len(row) != 4 or not row[3].strip(" |")] == []


def test_every_difference_has_a_test_and_every_line_of_the_list_its_row():
    assert {row[0] for row in rows()} == {difference for difference, _, _ in named()}


def test_every_test_of_the_list_is_there():
    assert [(path, name) for _, path, name in named() if not stands(path, name)] == []
