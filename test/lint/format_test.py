"""Every source is as clang-format writes it."""

import subprocess

import tree


def test_sources_are_formatted():
    sources = [str(path) for path in tree.files(*tree.CPP)]
    done = subprocess.run(["clang-format-16", "--dry-run", "--Werror", *sources], cwd=tree.ROOT,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
