"""What the benches share: options, the state of the machine, figures, the table's cells."""

import argparse
import json
import pathlib
import platform
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUSY_LIMIT = 0.15
KINDS = ("ours", "keepalived")


def options(description, events, extend=lambda parser: None):
    """`extend` adds a bench's own options to the parser."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--daemon", default=str(ROOT / "build/daemon/keepalived"), help="our daemon")
    parser.add_argument("--incumbent", default="/usr/sbin/keepalived", help="the keepalived to compare with")
    parser.add_argument("--events", type=int, default=events, help="how many events of each kind")
    parser.add_argument("--json", type=pathlib.Path, help="where the figures go")
    parser.add_argument("--anyway", action="store_true", help="measure although the machine is busy")
    extend(parser)
    return parser.parse_args()


def alternately(events):
    """(event number, kind), each number with both kinds, the order changing every time."""
    for number in range(events):
        for kind in KINDS if number % 2 == 0 else reversed(KINDS):
            yield number, kind


def busy_share(seconds=1.0):
    """How much of the machine's time others use just now, 0..1."""
    def ticks():
        values = list(map(int, pathlib.Path("/proc/stat").read_text().split("\n")[0].split()[1:9]))
        return sum(values), values[3] + values[4]
    total, idle = ticks()
    time.sleep(seconds)  # a measurement over time, nothing is waited for
    later_total, later_idle = ticks()
    return 1 - (later_idle - idle) / max(1, later_total - total)


def require_quiet(anyway):
    """Ends the bench on a machine busy with something else; returns the share found."""
    share = busy_share()
    if share > BUSY_LIMIT and not anyway:
        sys.exit(f"the machine is busy with something else ({share:.0%} of its time): the figures would be "
                 "noise. Wait, or use --anyway.")
    return share


def version_of(binary):
    shown = subprocess.run([binary, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    return next(iter(shown.splitlines()), "?")


def machine(share):
    load = pathlib.Path("/proc/loadavg").read_text().split()[0]
    return {"kernel": platform.release(), "processors": len(cpu_list()), "load": float(load),
            "busy_before": round(share, 3), "when": time.strftime("%Y-%m-%d %H:%M:%S")}


def describe(found):
    """The machine in one line."""
    return (f"Linux {found['kernel']}, {found['processors']} processors, load {found['load']}, "
            f"{found['busy_before']:.0%} busy before the run")


def progress(text):
    """A line that replaces itself, on a terminal only."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


def cpu_list():
    return [line for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor")]


def median_ms(values):
    return statistics.median(values) * 1000


def cell(values):
    """"0.21 (0.35)": median and maximum in milliseconds."""
    return f"{median_ms(values):.2f} ({max(values) * 1000:.2f})"


def write_json(path, name, data):
    path = path or ROOT / "build/bench" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=2) + "\n")
    print(f"\nfigures of every event: {path}")


def finish(failures, judged):
    """The verdict as the last line and the exit status; a short run is only shown."""
    for failure in failures:
        print(f"over the limit: {failure}")
    if not judged:
        print("verdict: none, a short run")
        sys.exit(0)
    print("verdict: " + ("FAIL" if failures else "PASS"))
    sys.exit(1 if failures else 0)
