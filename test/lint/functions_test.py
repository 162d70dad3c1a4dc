"""Functions are short: median at most 8 lines, none over 60 (universal-ctags measures)."""

import json
import statistics
import subprocess

import pytest
import tree

MAX_MEDIAN, MAX_FUNCTION = 8, 60

# Functions that are tables in the form of a function, each with its reason.
TABLES = {}


def functions(languages, kinds, paths):
    """(path, name, lines) of every function defined in `paths`."""
    if not paths:
        return []
    tags = subprocess.run(
        ["ctags", "--output-format=json", "--fields=+ne", f"--languages={languages}", *kinds, "-f", "-",
         *map(str, paths)], cwd=tree.ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = map(json.loads, tags.splitlines())
    return [(tag["path"], tag["name"], tag["end"] - tag["line"] + 1) for tag in found if "end" in tag]


def cpp_functions(folder):
    return functions("C++", ["--kinds-C++=f", "--map-C++=+.hpp"], tree.files(*tree.CPP, under=(folder,)))


def too_long(measured):
    return [f"{path}: {name}: {length} lines" for path, name, length in measured
            if length > MAX_FUNCTION and f"{path}:{name}" not in TABLES]


@pytest.mark.parametrize("folder", tree.FOLDERS)
def test_no_function_is_long(folder):
    long = too_long(cpp_functions(folder))
    assert not long, "\n".join(long)


@pytest.mark.parametrize("folder", tree.FOLDERS)
def test_the_median_function_is_short(folder):
    lengths = [length for _, _, length in cpp_functions(folder)]
    assert statistics.median(lengths or [0]) <= MAX_MEDIAN


def test_the_laboratory_follows_the_same_rule():
    scripts = tree.files(".py", under=("test", "contrib"))
    measured = functions("Python", ["--kinds-Python=fm"], scripts)
    assert not too_long(measured)
    assert statistics.median(length for _, _, length in measured) <= MAX_MEDIAN


def test_no_exception_is_out_of_date():
    known = {f"{path}:{name}" for folder in tree.FOLDERS for path, name, _ in cpp_functions(folder)}
    assert set(TABLES) <= known
