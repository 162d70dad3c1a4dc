"""The project's own files, as git knows them."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("daemon", "parser", "vrrp", "netlink", "checkers")
CPP = (".cpp", ".hpp")


def files(*suffixes, under=()):
    """Paths relative to the root, of all files git keeps or would keep."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "--", *under],
                            check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    present = [pathlib.Path(name) for name in listed if (ROOT / name).is_file()]
    return [path for path in present if not suffixes or path.suffix in suffixes]


def lines(path):
    return (ROOT / path).read_text(errors="replace").splitlines()
