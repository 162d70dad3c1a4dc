"""Where things are and what may include what."""

import re

import pytest
import tree

TOP_LEVEL_FOLDERS = {"daemon", "parser", "vrrp", "netlink", "checkers", "test", "contrib", ".ci"}
TOP_LEVEL_FILES = {"README.md", "CONTRIBUTING.md", "LICENSE", "meson.build", "meson_options.txt",
                   ".clang-format", ".clang-tidy", ".gitignore"}
MAX_LINES, MAX_TEST_LINES = 400, 600

# A folder and the folders whose headers it may include, itself among them.
MAY_INCLUDE = {
    "daemon/base": {"base"},
    "parser": {"parser", "base"},
    "netlink": {"netlink", "base"},
    "vrrp": {"vrrp", "netlink", "parser", "base"},
    "checkers": {"checkers", "netlink", "parser", "base"},
    "daemon": {"daemon", "vrrp", "checkers", "netlink", "parser", "base"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
UNFINISHED = re.compile(r"(?<!`)\b(TODO|FIXME|XXX|HACK)\b")


def folder_of(path):
    return "daemon/base" if path.parts[:2] == ("daemon", "base") else path.parts[0]


def includes(path):
    found = enumerate(map(INCLUDE.match, tree.lines(path)), 1)
    return [(f"{path}:{number}", match[1]) for number, match in found if match]


def test_the_top_level_is_that_of_the_design():
    folders = {path.parts[0] for path in tree.files() if len(path.parts) > 1}
    top_files = {path.parts[0] for path in tree.files() if len(path.parts) == 1}
    assert folders <= TOP_LEVEL_FOLDERS
    assert top_files <= TOP_LEVEL_FILES


@pytest.mark.parametrize("folder", MAY_INCLUDE)
def test_includes_go_one_way(folder):
    own = [path for path in tree.files(*tree.CPP, under=tree.FOLDERS) if folder_of(path) == folder]
    wrong = [f"{place}: {header}" for path in own for place, header in includes(path)
             if header.split("/")[0] not in MAY_INCLUDE[folder]]
    assert not wrong, "\n".join(wrong)


def test_no_include_climbs_out_of_its_folder():
    wrong = [f"{place}: {header}" for path in tree.files(*tree.CPP)
             for place, header in includes(path) if ".." in header]
    assert not wrong, "\n".join(wrong)


def test_every_folder_of_sources_builds_itself():
    sources = {path.parent for path in tree.files(*tree.CPP, under=tree.FOLDERS)}
    without = [str(folder) for folder in sources if not (tree.ROOT / folder / "meson.build").is_file()]
    assert not without


def test_files_are_short():
    kept = tree.files(*tree.CPP, ".py", ".build", ".sh")
    limits = {path: MAX_TEST_LINES if path.parts[0] == "test" else MAX_LINES for path in kept}
    long = [f"{path}: {count} lines" for path, limit in limits.items() if (count := len(tree.lines(path))) > limit]
    assert not long, "\n".join(long)


def test_nothing_is_left_for_later():
    kept = [path for path in tree.files() if path.name != "layout_test.py" and path.parts[:2] != ("test", "data")]
    marks = [f"{path}:{number}: {line.strip()}" for path in kept
             for number, line in enumerate(tree.lines(path), 1) if UNFINISHED.search(line)]
    assert not marks, "\n".join(marks)


def test_files_are_named_in_lower_snake():
    wrong = [str(path) for path in tree.files(*tree.CPP) if not re.fullmatch(r"[a-z0-9_]+\.(cpp|hpp)", path.name)]
    assert not wrong


def test_the_core_writes_to_no_stream_and_matches_no_regex():
    barred = re.compile(r"#\s*include\s+<(iostream|regex)>")
    wrong = [f"{path}:{number}" for path in tree.files(*tree.CPP, under=tree.FOLDERS)
             for number, line in enumerate(tree.lines(path), 1) if barred.search(line)]
    assert not wrong, "\n".join(wrong)
