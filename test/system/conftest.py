"""What every system test is given: a laboratory and the two daemons to put into it."""

import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test"))

from frames import Sender  # noqa: E402
from lab.laboratory import Laboratory  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--daemon", default=str(ROOT / "build/daemon/keepalived"), help="the daemon under test")
    parser.addoption("--incumbent", default="/usr/sbin/keepalived", help="the keepalived it must get on with")
    parser.addoption("--slack", type=float, default=1.0, help="how many times longer everything may take")


def pytest_configure(config):
    for option in ("--daemon", "--incumbent"):
        path = config.getoption(option)
        if not os.access(path, os.X_OK):
            pytest.exit(f"{option} {path}: not there; build it or run test/run", returncode=2)
    if os.geteuid() != 0:
        pytest.exit("system tests make network namespaces and need root", returncode=2)


@pytest.fixture
def binaries(request):
    """The path of each kind of daemon."""
    return {"ours": request.config.getoption("--daemon"), "keepalived": request.config.getoption("--incumbent")}


@pytest.fixture
def slack(request):
    return request.config.getoption("--slack")


@pytest.fixture
def lab():
    with Laboratory() as laboratory:
        yield laboratory


@pytest.fixture
def node(lab, binaries):
    """One node with our daemon."""
    return lab.node("a", binaries["ours"])


@pytest.fixture
def peer(lab, node, binaries):
    """A second node, with the incumbent."""
    return lab.node("b", binaries["keepalived"])


@pytest.fixture
def mallory(lab, node):
    """A third machine on the wire (number 3), and a silent second one."""
    lab.node("b")
    sender = Sender(lab.node("mallory"))
    yield sender
    sender.close()


@pytest.fixture(params=("ours", "keepalived"))
def subject(request, lab, binaries):
    """One node with each daemon in turn: what is asked of ours must hold of keepalived too."""
    return lab.node("a", binaries[request.param])
