"""How right the answers are, part by part, each against the mark set for it.

A part takes a :class:`Bench` and returns figures; it prints its table and lists its failures, names
and all, for the person at the machine. The figures alone go to benchmarks/results/.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import define, field

from benchmarks.matchers import Matcher

#: Tables that tie names which share nothing. Switching them off shows what reading alone does:
#: first the aliases of companies, then the official names of institutes and universities as well.
NATIVE_NAMES = frozenset({"listed_native_names"})
COMPANY_ALIASES = NATIVE_NAMES | {"brands"}
ALL_ALIASES = COMPANY_ALIASES | {"organisations"}


@define
class Bench:
    """What a part works with: the matcher, made with the named tables switched off, and how much to
    list.
    """

    make: Callable[[frozenset[str]], Matcher]
    list_failures: int = 40
    has_tables: bool = True
    _made: dict[frozenset[str], Matcher] = field(factory=dict)

    def matcher(self, without: frozenset[str] = frozenset()) -> Matcher:
        """The matcher without some knowledge tables; made once."""
        if without not in self._made:
            self._made[without] = self.make(without)
        return self._made[without]

    def settings(self, **off: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
        """(title, tables switched off): with all tables and, where the matcher has any, without
        the named sets of tables.
        """
        without = off.items() if self.has_tables else ()
        return [
            ("all tables", frozenset()),
            *((f"{title.replace('_', ' ')} off", tables) for title, tables in without),
        ]

    def failures(self, title: str, lines: list[str]) -> None:
        """List failures on stdout, at most ``list_failures`` of them."""
        if not lines:
            return
        print(f"-- {title}: {len(lines)}")
        for line in lines[: self.list_failures]:
            print(f"   {line}")
        if len(lines) > self.list_failures:
            print(f"   ... and {len(lines) - self.list_failures} more (--failures N lists more)")


Part = Callable[[Bench], dict[str, Any]]
