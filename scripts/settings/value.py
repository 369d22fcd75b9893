"""Readers of single values of a configuration file: each gives what was meant, or raises ValueError with what would be right."""
from __future__ import annotations

import re
from typing import Any, Callable

UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
SIZES = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def duration(least: float, most: float) -> Callable[[Any], float]:
    """In seconds."""
    def read(value: Any) -> float:
        match = re.fullmatch(r"([0-9]{1,9})(ms|s|m|h|d)", value) if isinstance(value, str) else None
        if not match:
            raise ValueError('must be a number with ms, s, m, h or d, like "1m"')
        seconds = int(match[1]) * UNITS[match[2]]
        if not least <= seconds <= most:
            raise ValueError(f"must be from {least:g} to {most:g} seconds")
        return seconds
    return read


def _bytes(text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,9})([KMG]?)", text)
    return int(match[1]) * SIZES[match[2]] if match else -1


def size(least: str) -> Callable[[Any], int]:
    """In bytes."""
    def read(value: Any) -> int:
        found = _bytes(str(value)) if type(value) in (str, int) else -1
        if found < _bytes(least):
            raise ValueError(f'must be a size of {least} or more, like "4M"')
        return found
    return read


def whole_number(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return value
    return read


def yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def text(value: Any) -> str:
    if not isinstance(value, str) or not value or re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("must be a text on one line")
    return value


def texts(value: Any) -> list[str]:
    """One text is a list of one."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not value:
        raise ValueError("must be a list of texts")
    return [text(one) for one in value]


def name(longest: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest or not NAME.fullmatch(value):
            raise ValueError(f"must be a name of at most {longest} letters, digits, dots, - and _")
        return value
    return read


def words(known: Any) -> Callable[[Any], list[str]]:
    def read(value: Any) -> list[str]:
        given = texts(value)
        for word in given:
            if word not in known:
                raise ValueError(f"knows no {word}; there are {', '.join(known)}")
        return given
    return read


def one_word(known: Any) -> Callable[[Any], str]:
    return lambda value: words(known)(text(value))[0]
