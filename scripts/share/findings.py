"""What `errwatch-share --check` has found."""
from __future__ import annotations

import dataclasses
from typing import Iterable


@dataclasses.dataclass
class Findings:
    problems: list[str] = dataclasses.field(default_factory=list)
    remarks: list[str] = dataclasses.field(default_factory=list)  # right, or not known, here and now

    def problem(self, text: str) -> None:
        """The same one is found on more than one way."""
        if text not in self.problems:
            self.problems.append(text)

    def remark(self, text: str) -> None:
        self.remarks.append(text)


def ago(seconds: float) -> str:
    seconds = max(seconds, 0.0)
    return f"{seconds:.0f} s ago" if seconds < 120 else f"{seconds / 60:.0f} min ago"


def all_of(names: Iterable[str], most: int = 5) -> str:
    """In one line of bounded length."""
    known = sorted(names)
    return ", ".join(known[:most]) + (f" and {len(known) - most} more" if len(known) > most else "")
