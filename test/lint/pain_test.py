"""What hurts users of keepalived has tests that are named for it, and CONTRIBUTING.md says what each number is."""

import re

import tree

NAMED = re.compile(r"def test_pain_(\d+)_")
ROW = re.compile(r"\| (\d+) \| ")


def numbers(pattern, paths):
    return {int(number) for path in paths for line in tree.lines(path) for number in pattern.findall(line)}


def test_every_pain_of_the_table_has_a_test_and_every_such_test_its_row():
    tests = [path for path in tree.files(".py", under=("test/system",))]
    rows = numbers(ROW, [path for path in tree.files(".md") if path.name == "CONTRIBUTING.md"])
    assert rows and numbers(NAMED, tests) == rows
