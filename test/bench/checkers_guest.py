"""In the machine: both daemons check the same servers, one after the other, row by row.

    checkers_guest.py RESPONDER DAEMON INCUMBENT SECONDS KINDS SIZES OUTPUT
"""

import json
import pathlib
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "vm"))

from space import Space  # noqa: E402

PORT = 8001
PER_SERVICE = 100
PATIENCE = 300
STARTS = 3
CHANGED = 7
CHECKS = {"TCP_CHECK": "TCP_CHECK {\n }", "HTTP_GET": "HTTP_GET {\n url {\n path /x\n status_code 200\n }\n }"}


def address(number):
    return f"127.1.{number // 250}.{number % 250 + 1}"


def configuration(kind, size, changed=False):
    lines = ["global_defs {\n script_user root\n}\n"]
    for number in range(size):
        if number % PER_SERVICE == 0:
            service = number // PER_SERVICE
            lines.append(f"virtual_server 192.0.{service // 250}.{service % 250 + 1} 80 {{\n delay_loop 1\n lb_algo rr\n"
                         " lb_kind NAT\n protocol TCP\n connect_timeout 20\n")
        weight = CHANGED if changed and number == size - 1 else 1
        lines.append(f" real_server {address(number)} {PORT} {{\n weight {weight}\n {CHECKS[kind]}\n }}\n")
        if number % PER_SERVICE == PER_SERVICE - 1 or number == size - 1:
            lines.append("}\n")
    return "".join(lines)


class Run:
    """One daemon checking so many servers."""

    def __init__(self, space, folder, binary, responder):
        self.space, self.folder, self.binary, self.responder = space, folder, binary, responder
        self.process = self.child = None

    def table(self):
        with self.space.network():
            return pathlib.Path("/proc/thread-self/net/ip_vs").read_text()

    def servers(self):
        # The heading has an arrow as well.
        return self.table().count("->") - 1

    def weight(self, number):
        parts = map(int, address(number).split("."))
        line = self.table().partition("".join(f"{part:02X}" for part in parts) + f":{PORT:04X}")[2]
        return int(line.split(None, 2)[1])

    def wait(self, good):
        begin = time.monotonic()
        while not good():
            if time.monotonic() - begin > PATIENCE:
                raise RuntimeError(f"{self.binary} does not get there: {self.servers()} servers")
            time.sleep(0.01)
        return time.monotonic() - begin

    def start(self, kind, size):
        config = self.folder / "conf"
        config.write_text(configuration(kind, size))
        pid = self.folder / "checkers.pid"
        pid.unlink(missing_ok=True)
        with self.space.network():
            self.process = subprocess.Popen([self.binary, "-n", "-l", "-C", f"--pid={self.folder}/pid", f"--checkers_pid={pid}",
                                             "-f", str(config)],
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        taken = self.wait(lambda: self.servers() == size)
        self.child = int(pid.read_text())
        return taken

    def cpu(self):
        """Seconds the checking process has run."""
        return int(pathlib.Path(f"/proc/{self.child}/schedstat").read_text().split()[0]) / 1e9

    def memory(self):
        """KiB that are its own and cannot be dropped, as the text of programs can."""
        fields = pathlib.Path(f"/proc/{self.child}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in fields if line.startswith("Private_Dirty"))

    def tell(self, word):
        self.responder.stdin.write(word + "\n")
        self.responder.stdin.flush()

    def await_round(self, size):
        """Until every server has been checked."""
        self.tell(f"await {size}")
        if not select.select([self.responder.stdout], [], [], PATIENCE)[0]:
            raise RuntimeError(f"{self.binary} does not check {size} servers")
        self.responder.stdout.readline()

    def measure(self, seconds):
        self.tell("begin")
        before, begin = self.cpu(), time.monotonic()
        time.sleep(seconds)  # a measurement over time, nothing is waited for
        used, taken = self.cpu() - before, time.monotonic() - begin
        self.tell("end")
        counted = json.loads(self.responder.stdout.readline())
        if counted["p99"] < 0:
            # Not one server was checked twice: this late at least.
            counted["p99"] = taken * 1000
        return {**counted, "seconds": taken, "cpu_us": used * 1e6 / max(1, counted["checks"]), "share": used / taken,
                "memory_kib": self.memory()}

    def reload(self, kind, size):
        (self.folder / "conf").write_text(configuration(kind, size, changed=True))
        self.process.send_signal(signal.SIGHUP)
        return self.wait(lambda: self.weight(size - 1) == CHANGED)

    def stop(self):
        begin = time.monotonic()
        self.process.terminate()
        self.process.wait(PATIENCE)
        return time.monotonic() - begin


def start_often(run, kind, size):
    """The median; it runs in the end."""
    taken = []
    for _ in range(STARTS - 1):
        taken.append(run.start(kind, size))
        run.stop()
        run.wait(lambda: run.servers() == 0)
    return statistics.median([*taken, run.start(kind, size)])


def row(binaries, responder_path, kind, size, seconds, reverse):
    found = {}
    for who in reversed(binaries) if reverse else binaries:
        with tempfile.TemporaryDirectory() as folder:
            space = Space(commands=["echo 8192 >/proc/sys/net/core/somaxconn"])
            space.ready()
            with space.network():
                responder = subprocess.Popen([responder_path, str(PORT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            run = Run(space, pathlib.Path(folder), binaries[who], responder)
            figures = {"start_s": start_often(run, kind, size)}
            run.await_round(size)
            figures.update(run.measure(seconds))
            figures["reload_s"] = run.reload(kind, size)
            figures["stop_s"] = run.stop()
            responder.stdin.close()
            responder.wait(60)
            space.close()
        found[who] = figures
    return {"kind": kind, "size": size, **found}


def main():
    responder, daemon, incumbent, seconds, kinds, sizes, output = sys.argv[1:]
    subprocess.run(["modprobe", "-a", "ip_vs", "ip_vs_rr"], check=False)
    binaries = {"keepalived": incumbent, "ours": daemon}
    rows = []
    for size in map(int, sizes.split(",")):
        for kind in kinds.split(","):
            rows.append(row(binaries, responder, kind, size, float(seconds), len(rows) % 2 == 1))
            print(json.dumps(rows[-1]), flush=True)
            pathlib.Path(output).write_text(json.dumps(rows))


if __name__ == "__main__":
    main()
