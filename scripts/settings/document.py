"""A configuration file, read whole; what is wrong with it is collected, so that all of it is told at once."""
from __future__ import annotations

import pathlib
import tomllib
from typing import Any, Callable, Optional, TypeVar

from settings import secret_file, value

LONGEST = 1 << 20
Read = TypeVar("Read")


class ConfigurationError(Exception):
    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Document:
    program = ""  # whose it is: the name of the directory of its secrets
    keys_of: dict[str, tuple[str, ...]] = {}  # of each table, and of none: where a key belongs that stands elsewhere
    top_keys: tuple[str, ...] = ()

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self.problems: list[str] = []
        self.secret_files: list[pathlib.Path] = []  # that were read

    def tables(self) -> dict[str, Any]:
        """Raises ConfigurationError where there is nothing to read values from."""
        try:
            with open(self.path, "rb") as file:
                content = file.read(LONGEST + 1)
            if len(content) > LONGEST:
                raise ConfigurationError([f"{self.path} has more than {LONGEST} bytes"])
            return tomllib.loads(content.decode())
        except OSError as error:
            raise ConfigurationError([f"{self.path}: {error.strerror}"]) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ConfigurationError([f"{self.path}: {error}"]) from None

    def value(self, where: str, read: Callable[[Any], Read], given: Any) -> Optional[Read]:
        try:
            return read(given)
        except ValueError as error:
            self.problems.append(f"{where} {error}")
            return None

    def take(self, into: Any, table: dict[str, Any], known: dict[str, Callable[[Any], Any]], where: str = "", others: tuple[str, ...] = ()) -> None:
        """`others`: keys that somebody else reads. What is wrong leaves the default."""
        for key, given in table.items():
            if key in others:
                continue
            if key not in known:
                right = self._place_of(key, where)
                self.problems.append(f"there is no {where}{key}; {right or 'there are ' + ', '.join([*known, *others])}")
                continue
            found = self.value(f"{where}{key}", known[key], given)
            if found is not None:
                setattr(into, key, found)

    def _place_of(self, key: str, where: str) -> str:
        """Where a key would be right; "" where it is none of any table."""
        for table, keys in self.keys_of.items():
            if key in keys:
                return f"{key} is a key of [{table}]" + (f": the line [{table}] is missing before it" if not where else "")
        return f"{key} belongs above the first table, [{next(iter(self.keys_of))}] say" if where and key in self.top_keys else ""

    def secret(self, where: str, name: Any, read: Callable[[pathlib.Path], Read]) -> Optional[Read]:
        """Of the file of that name."""
        try:
            path = secret_file.place_of(value.text(name), self.path.parent, self.program)
            found = read(path)
            self.secret_files.append(path)
            return found
        except (secret_file.SecretError, ValueError) as error:
            self.problems.append(f"{where}: {error}")
            return None

    def finish(self) -> None:
        if self.problems:
            raise ConfigurationError([f"{self.path}: {problem}" for problem in self.problems])
