"""What a command is told when it is started: options, and settings ``NAME=value``; anything else is refused in a line.

Belongs here: a parser that says in one line what it did not understand, so that nothing runs by mistake. Not here: what
a command does, and the settings of the environment (settings.py).
"""

import argparse
import sys
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import NoReturn


class Command(argparse.ArgumentParser):
    """A parser of one command; wrong options end it with code 2 and one line."""

    def __init__(self, module: str, what: str, epilog: str = "") -> None:
        """Take the module that is started, and what it does, as ``--help`` shows it."""
        super().__init__(
            prog=f"python -m {module}",
            description=what,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Refuse in one line."""
        self.exit(2, f"Không chạy · Nothing was run: {message} ({self.prog} --help)\n")

    def options(self, given: Sequence[str] | None = None) -> argparse.Namespace:
        """Return the options that were given; whatever else was given is refused, and ``--help`` answered."""
        said, more = self.parse_known_args(given)
        if more:
            self.error(f"không hiểu · not understood: {' '.join(more)}")
        return said

    def action(self, actions: Collection[str], given: Sequence[str]) -> tuple[str, list[str]]:
        """Return what is to be done and what else was given; an unknown action is refused, and ``--help`` answered."""
        if given and given[0] in actions:
            return given[0], list(given[1:])
        self.options([one for one in given if one in ("-h", "--help")])
        self.error(f"“{given[0] if given else ''}”; có · there are: {', '.join(actions)}")

    def named_values(self, names: Collection[str], given: Sequence[str] | None = None) -> dict[str, str]:
        """Return what was given as ``NAME=value``, blank values left out; another name is refused."""
        self.add_argument("values", nargs="*", metavar="NAME=value", help=", ".join(names))
        said: dict[str, str] = {}
        for one in self.options(given).values:
            name, equals, value = one.partition("=")
            if not equals or name not in names:
                self.error(f"“{one}”; có · there are: {', '.join(f'{known}=' for known in names)}{_meant(name, names)}")
            if value.strip():
                said[name] = value.strip()
        return said


def _meant(name: str, names: Collection[str]) -> str:
    close = get_close_matches(name.upper(), names, n=1)
    return f"; ý là · did you mean {close[0]}?" if close else ""


def refused(reason: str) -> int:
    """Say in one line why a command did nothing; returns its exit code."""
    print(f"Không chạy · Nothing was run: {' · '.join(reason.splitlines())}", file=sys.stderr)
    return 1
