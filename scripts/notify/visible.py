"""Foreign text as text that can be looked at: on one line, and nothing in it acts."""
from __future__ import annotations

import re

# The ranges of mod_errwatch/base/hidden_characters.h; a test holds them against it.
HIDDEN = (
    (0x0000, 0x001F), (0x007F, 0x009F), (0x00AD, 0x00AD), (0x034F, 0x034F), (0x0600, 0x0605), (0x061C, 0x061C), (0x06DD, 0x06DD),
    (0x070F, 0x070F), (0x0890, 0x0891), (0x08E2, 0x08E2), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
    (0x2028, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB),
    (0x110BD, 0x110BD), (0x110CD, 0x110CD), (0x13430, 0x1343F), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)
SURROGATES = (0xD800, 0xDFFF)  # bytes that were not UTF-8, and halves of a pair that JSON may name
SHOWN_AS_BYTES = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" if first != last else re.escape(chr(first))
                                          for first, last in (*HIDDEN, SURROGATES)) + "]")
MARK = "..."


def _as_bytes(match: re.Match[str]) -> str:
    character = match[0]
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02X}"
    return "".join(f"\\x{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def visible(text: str) -> str:
    """Control characters, terminal escapes, bidirectional marks and what is no UTF-8 become \\xHH, as in the module's own texts."""
    return SHOWN_AS_BYTES.sub(_as_bytes, text)


def cut(text: str, most: int) -> str:
    """What is longer ends with how much is missing."""
    if len(text) <= most:
        return text
    return f"{text[:most]}{MARK} (+{len(text) - most})"
