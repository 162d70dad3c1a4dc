"""In the machine: both daemons side by side over the same real servers of every kind
(real_servers.py), each in a network namespace of its own, through start, failure, return and
flapping. Writes down each one's log, scripts' arguments, FIFO lines and verdicts.

    checks_guest.py DAEMON INCUMBENT OUTPUT
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

from real_servers import KINDS, Site, configuration

MODULES = ("ip_vs", "ip_vs_rr")
DEADLINE = 120
# A second more than the longest way to a verdict: one retry, a second apart.
CALM = 4
# Nobody will come to another verdict after that long.
SILENCE = 30


class Side:
    """One daemon and its servers."""

    def __init__(self, folder, daemon):
        self.folder, self.daemon = folder, daemon
        folder.mkdir()
        self.site = Site(folder)
        self.process = None

    def start(self):
        self.site.start()
        config = self.folder / "keepalived.conf"
        config.write_text(configuration(self.folder))
        pids = [f"--{kind}={config}.{kind}" for kind in ("pid", "vrrp_pid", "checkers_pid")]
        with self.site.space.network(), open(self.folder / "log", "w") as log:
            self.process = subprocess.Popen([self.daemon, "-n", "-l", "-D", "-G", "-C", *pids, "-f", str(config)],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def up(self):
        """The kinds whose server is in the table."""
        with self.site.space.network():
            table = pathlib.Path("/proc/thread-self/net/ip_vs").read_text().splitlines()[3:]
        services, found = {kind.number: kind.name for kind in KINDS}, set()
        for line in table:
            if line.startswith("TCP"):
                number = int(line.split()[1][6:8], 16)
            elif line.split()[:1] == ["->"]:
                found.add(services[number])
        return found

    def words(self, name):
        path = self.folder / name
        return path.read_text(errors="replace").replace(str(self.folder), "/FOLDER").splitlines() if path.exists() else []

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.site.stop()


def settle(sides, expected):
    """Until both have come to these verdicts and nobody says more."""
    begin = changed = time.monotonic()
    size = None
    while time.monotonic() - begin < DEADLINE:
        now = [len(side.words(name)) for side in sides for name in ("log", "scripts", "fifo_lines")]
        if now != size:
            size, changed = now, time.monotonic()
        quiet = time.monotonic() - changed
        if quiet > SILENCE or (quiet > CALM and all(side.up() == expected for side in sides)):
            break
        time.sleep(0.1)
    return [sorted(side.up()) for side in sides]


def record(output, sides, verdicts):
    result = {name: {"log": side.words("log"), "scripts": side.words("scripts"), "fifo": side.words("fifo_lines")}
              for name, side in zip(("theirs", "ours"), sides)}
    pathlib.Path(output).write_text(json.dumps({"verdicts": verdicts, **result}))


def main():
    daemon, incumbent, output = sys.argv[1:]
    subprocess.run(["modprobe", "-a", *MODULES], check=False)
    everything = {kind.name for kind in KINDS}
    with tempfile.TemporaryDirectory() as folder:
        sides = [Side(pathlib.Path(folder) / name, binary) for name, binary in (("theirs", incumbent), ("ours", daemon))]
        verdicts = {}
        for event, expected in (("start", everything), *(("fail", set()), ("recover", everything)) * 2):
            for side in sides:
                getattr(side if event == "start" else side.site, event)()
            verdicts[f"{event} {len(verdicts)}"] = settle(sides, expected)
            record(output, sides, verdicts)
            print(event, *(len(names) for names in list(verdicts.values())[-1]), flush=True)
        for side in sides:
            side.stop()
        record(output, sides, verdicts)


if __name__ == "__main__":
    main()
