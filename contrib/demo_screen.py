"""How the demo's timeline is drawn: at most 80 columns, with or without colours."""

import shutil
import sys
import textwrap

WIDTH = 80
COLUMNS = (10, 9, 9, 9)
COLOURS = {"MASTER": "1;32", "backup": "36", "fault": "1;31", "stopped": "31", "–": "90",
           "lost": "1;31", "good": "1;32", "bad": "1;31", "dim": "90", "head": "1"}
TEXT_WIDTH = WIDTH - sum(COLUMNS) - 2


class Screen:
    def __init__(self, plain, out=sys.stdout):
        self._out = out
        self._plain = plain
        self._live = out.isatty() and not plain and shutil.get_terminal_size().columns >= WIDTH
        self._status_shown = False

    def paint(self, text, colour):
        return text if self._plain or colour not in COLOURS else f"\033[{COLOURS[colour]}m{text}\033[0m"

    def line(self, text=""):
        self._clear_status()
        self._out.write(text.rstrip() + "\n")
        self._out.flush()

    def rule(self):
        self.line(self.paint("  " + "─" * (WIDTH - 2), "dim"))

    def heading(self):
        self.line(self.paint("  " + self._cells(("time", "A", "B", "address")) + "what happened", "head"))
        self.rule()

    def row(self, seconds, a, b, holder, what):
        """One moment: both daemons' states, where the address is, and what happened."""
        first, *more = textwrap.wrap(what, TEXT_WIDTH) or [""]
        cells = (f"{seconds:6.2f} s", a, b, holder)
        painted = "".join(self.paint(cell.ljust(width), cell) for cell, width in zip(cells, COLUMNS))
        self.line(f"  {painted}{first}")
        for text in more:
            self.line("  " + self._cells(("",) * len(COLUMNS)) + text)

    def status(self, text):
        """A line that the next one replaces; only on a terminal."""
        if self._live:
            self._clear_status()
            self._out.write("  " + self.paint(text[:WIDTH - 2], "dim"))
            self._out.flush()
            self._status_shown = True

    def figure(self, name, value, text):
        self.line(f"  {self.paint(name.ljust(10), 'dim')}{value:>9}  {text}")

    def verdict(self, good, text):
        self.line(f"  {self.paint('✔', 'good') if good else self.paint('✘', 'bad')} {text}")

    def _clear_status(self):
        if self._status_shown:
            self._out.write("\r\033[K")
            self._status_shown = False

    @staticmethod
    def _cells(cells):
        return "".join(cell.ljust(width) for cell, width in zip(cells, COLUMNS))
