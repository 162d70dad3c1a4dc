"""Builds, runs every test and counts: what test/run starts once the packages are there.

Each step writes its whole output to build/logs/STEP.log and one line here; what
failed is shown at its end. Catch2 and pytest cases are counted one by one, every
other test as one.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import time
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[1]
LOGS = ROOT / "build" / "logs"
TAIL = 60
WORKERS = "10"
CATCH_CASES = re.compile(r'<OverallResultsCases successes="(\d+)" failures="(\d+)"')

RELEASE, SANITIZED, CLANG, FUZZ = (ROOT / name for name in ("build", "build-sanitized", "build-clang", "build-fuzz"))
SANITIZERS = ("-Db_sanitize=address,undefined", "-Db_lundef=false")
SETUP = {
    RELEASE: ("--buildtype=release",),
    # A third of the time of -O1 -g, and the traces have their lines all the same.
    SANITIZED: ("-Ddebug=false", "-Doptimization=0", "-Dcpp_args=-g1", *SANITIZERS),
    CLANG: ("--buildtype=debugoptimized",),
    FUZZ: ("--buildtype=debugoptimized", "-Dfuzz=true", *SANITIZERS),
}
WITH_CLANG = {"CXX": "clang++-16", "CC": "clang-16"}
ENVIRONMENT = {
    CLANG: WITH_CLANG,
    FUZZ: WITH_CLANG,
    SANITIZED: {"UBSAN_OPTIONS": "print_stacktrace=1", "ASAN_OPTIONS": "detect_stack_use_after_return=1"},
}
FUZZ_SECONDS = 1800
SECOND_CHANCES = 4
# Of a test, whose last line says why.
EXIT_SKIPPED = 77


@dataclasses.dataclass
class Count:
    passed: int = 0
    failed: int = 0

    def __add__(self, other):
        return Count(self.passed + other.passed, self.failed + other.failed)


def log_of(step):
    return LOGS / (re.sub(r"\W+", "-", step) + ".log")


def run(step, command, build=RELEASE):
    """Runs a command with its output in the step's log; returns (exit status, log path)."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = log_of(step)
    environment = {**os.environ, **ENVIRONMENT.get(build, {}), "PYTHONDONTWRITEBYTECODE": "1"}
    with log.open("w") as output:
        done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.STDOUT, cwd=ROOT, env=environment, check=False)
    return done.returncode, log


def report(step, count, log, begin):
    """One line for a step; the end of its output if anything failed."""
    print(f"{step:36} {count.passed:5} passed {count.failed:4} failed {time.monotonic() - begin:7.1f} s", flush=True)
    if count.failed:
        print("\n".join("    " + line for line in log.read_text(errors="replace").splitlines()[-TAIL:]))
        print(f"    (all of it: {log})", flush=True)
    return count


def step(name, command, counter=None, build=RELEASE):
    """Runs and reports. Without a counter it is one test; with one, a non-zero exit
    status without a counted failure is a failure of its own. What a machine lacks is
    neither passed nor failed."""
    begin = time.monotonic()
    status, log = run(name, command, build)
    if status == EXIT_SKIPPED:
        print(f"{name:36} {last_line(name)}", flush=True)
        return Count()
    count = counter() if counter else Count(passed=int(status == 0))
    if status != 0 and count.failed == 0:
        count.failed = 1
    return report(name, count, log, begin)


def build_step(build):
    """Configures and builds everything; nothing to count unless it fails."""
    name = f"build {build.name}"
    configure = [] if (build / "build.ninja").is_file() else ["meson", "setup", build, ROOT, *SETUP[build], "&&"]
    command = " ".join(map(str, [*configure, "ninja", "-C", build]))
    return step(name, ["sh", "-c", command], Count, build)


def meson_step(build, suites):
    """meson test; Catch2's own totals where a test prints them."""
    def count():
        lines = (build / "meson-logs/testlog.json").read_text().splitlines()
        return sum(map(count_meson_test, map(json.loads, lines)), Count())
    arguments = ["--test-args=--reporter xml"] if suites == ("unit",) else []
    wanted = [argument for suite in suites for argument in ("--suite", suite)]
    return step(f"{build.name}: {', '.join(suites)} tests",
                ["meson", "test", "-C", build, "--no-rebuild", "--print-errorlogs", *wanted, *arguments], count, build)


def count_meson_test(test):
    cases = CATCH_CASES.search(test.get("stdout") or "")
    found = Count(int(cases[1]), int(cases[2])) if cases else Count()
    if test["result"] != "OK" and found.failed == 0:
        found.failed = 1
    return found if cases or found.failed else Count(1, 0)


def results_of(name):
    return log_of(name).with_suffix(".xml")


def pytest_step(name, folder, *arguments, build=RELEASE, tests=()):
    results = results_of(name)
    results.unlink(missing_ok=True)

    def count():
        if not results.is_file():
            return Count(0, 1)
        suites = xml.etree.ElementTree.parse(results).getroot().iter("testsuite")
        return sum(map(count_pytest_suite, suites), Count())
    return step(name, ["/usr/bin/python3", "-m", "pytest", "-q", "-c", f"test/{folder}/pytest.ini",
                       *(tests or [f"test/{folder}"]), f"--junitxml={results}", *arguments], count, build)


def count_pytest_suite(suite):
    """A skipped test has shown nothing and counts as failed."""
    total, *bad = (int(suite.get(key)) for key in ("tests", "failures", "errors", "skipped"))
    return Count(total - sum(bad), sum(bad))


def failed_tests(results):
    """The names of those system tests that failed, as pytest takes them."""
    cases = xml.etree.ElementTree.parse(results).getroot().iter("testcase")
    return [f"test/system/{case.get('classname')}.py::{case.get('name')}" for case in cases
            if case.find("failure") is not None or case.find("error") is not None]


def crowded_step(name, options, build):
    """Many at once, so that the machine is never idle. What the crowd may have made
    late has a second chance alone: a few tests only, named, and counted as passed
    only if they pass there."""
    count = pytest_step(name, "system", "-n", WORKERS, "-m", "not alone and not long", *options, build=build)
    failed = failed_tests(results_of(name)) if results_of(name).is_file() else []
    if not 0 < len(failed) <= SECOND_CHANCES or count.failed != len(failed):
        return count
    print(f"    {len(failed)} of them once more, alone: {', '.join(failed)}", flush=True)
    again = pytest_step(f"{name} alone", "system", *options, build=build, tests=failed)
    return Count(count.passed + again.passed, again.failed)


def system_steps(build, slack, alone):
    """The system tests in parallel, then those that measure time one by one."""
    options = (f"--daemon={build}/daemon/keepalived", f"--slack={slack}")
    yield crowded_step(f"{build.name}: system tests", options, build)
    if alone:
        yield pytest_step(f"{build.name}: timed system tests", "system", "-m", "alone", *options, build=build)


def every_step():
    yield pytest_step("house rules", "lint")
    for build, slack in ((RELEASE, 1), (SANITIZED, 3)):
        built = build_step(build)
        yield built
        if built.failed:
            continue
        yield meson_step(build, ("unit",))
        yield meson_step(build, ("sim", "fuzz"))
        yield meson_step(build, ("corpus", "manual"))
        yield from system_steps(build, slack, alone=build is RELEASE)


# Name and program of each test in a virtual machine.
IN_MACHINES = (("traffic through IPVS", "traffic"), ("IPVS tables beside keepalived's", "tables"), ("every check beside keepalived's", "checks"),
               ("VRRP's roles beside keepalived's", "roles"), ("SNMP of load balancing beside keepalived's", "snmp"),
               ("the package on a whole machine", "service", "--build", RELEASE))
# Emulated, all of the last takes longer than there is time for: seven minutes.
IN_BRIEF = ("the package on a machine, in brief", "service", "--build", RELEASE, "--brief")


def vm_step(name, command, *arguments):
    return counting_step(name, [ROOT / "test/vm" / command, *arguments])


def last_line(name):
    return "".join(log_of(name).read_text(errors="replace").splitlines()[-1:])


def counting_step(name, command):
    """A program that ends with "N passed, N failed"."""
    def count():
        found = re.fullmatch(r"(\d+) passed, (\d+) failed", last_line(name))
        return Count(int(found[1]), int(found[2])) if found else Count(0, 1)
    return step(name, command, count)


def long_steps():
    yield build_step(CLANG)
    yield meson_step(CLANG, ("unit",))
    yield build_step(FUZZ)
    (LOGS / "corpus").mkdir(parents=True, exist_ok=True)
    targets = [path for path in sorted((FUZZ / "test/fuzz").glob("fuzz_*")) if path.is_file()]
    for target in targets:
        yield step(f"fuzz {target.name}", [target, f"-max_total_time={FUZZ_SECONDS // len(targets)}", LOGS / "corpus",
                                           ROOT / "test/fuzz/corpus" / target.name.removeprefix("fuzz_")])
    yield step("50,000 seeds", [RELEASE / "test/sim/sim", "--seeds", "50000"])
    yield step("all that can happen, deeper", [RELEASE / "test/sim/explore", "--deeper", "6"])
    yield step("long ways, 50,000", [RELEASE / "test/sim/explore", "--walks", "50000"])
    yield pytest_step("a hundred handovers", "system", "-m", "long", f"--daemon={RELEASE}/daemon/keepalived")
    for machine in IN_MACHINES:
        yield vm_step(*machine)
    for bench in ("failover", "start", "config", "vips", "scale", "checkers"):
        yield step(f"bench {bench}", [ROOT / "test/bench" / bench])


def main():
    parser = argparse.ArgumentParser(prog="test/run")
    parser.add_argument("--long", action="store_true", help="also clang, fuzzers and full benches")
    options = parser.parse_args()
    begin = time.monotonic()
    total = sum(every_step(), Count())
    total = sum(long_steps() if options.long else [vm_step(*IN_BRIEF)], total)
    print(f"\nin {(time.monotonic() - begin) / 60:.1f} minutes, logs in {LOGS}")
    print(f"{total.passed} passed, {total.failed} failed")
    sys.exit(1 if total.failed else 0)


if __name__ == "__main__":
    main()
