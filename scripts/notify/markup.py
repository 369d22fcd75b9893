"""What each service would take for more than text, written so that it is shown as it is."""
from __future__ import annotations

import dataclasses
import html
import re
from typing import Callable

# Discord and others: a backslash before a sign means the sign. The colon keeps https://... from becoming a link, the at-sign a
# mention, the full stop a bare name a link.
MARKDOWN_SIGNS = re.compile(r"([\\`*_~|<>#\[\](){}@:!+.\-&])")


def plain(text: str) -> str:
    return text


def markdown(text: str) -> str:
    return MARKDOWN_SIGNS.sub(r"\\\1", text)


def chat(text: str) -> str:
    """Markdown that takes mentions in spite of a backslash: nothing stands next to their sign."""
    return markdown(text).replace("@", "@\u200b").replace("<", "<\u200b")


def code(text: str) -> str:
    """HTML; within <code> no name or address becomes a link (Telegram makes links of bare ones)."""
    return f"<code>{html.escape(text, quote=False)}</code>" if text else ""


def as_html(text: str) -> str:
    return html.escape(text, quote=True)


@dataclasses.dataclass(frozen=True)
class Markup:
    escape: Callable[[str], str]
    subject: int  # characters that the service takes
    body: int
    escape_subject: Callable[[str], str] = plain


# Slack's plain_text blocks and the text runs of Teams' cards have no markup at all; nor have JSON and mail, whose HTML part is made
# of the plain one as a whole.
MARKUPS = {
    "slack": Markup(plain, 150, 2900),
    "discord": Markup(markdown, 250, 4000, markdown),
    "teams": Markup(plain, 200, 12000),
    "telegram": Markup(code, 200, 3800, as_html),
    "webhook": Markup(plain, 200, 16000),
    "command": Markup(plain, 200, 16000),
    "mail": Markup(plain, 200, 60000),
    "sendmail": Markup(plain, 200, 60000),
}
# Of Apprise's other services, by the format that each has.
APPRISE = {
    "text": Markup(plain, 200, 3500),
    "markdown": Markup(markdown, 200, 3500, markdown),
    "html": Markup(as_html, 200, 3500, as_html),
}
# Those of its services that render Markdown and mentions, whatever format Apprise says they have.
CHATS = frozenset(("dingtalk", "discord", "flock", "gchat", "gitter", "guilded", "matrix", "matrixs", "mastodon", "mastodons", "mmost", "mmosts", "msteams",
                   "nctalk", "nctalks", "reddit", "rocket", "rockets", "ryver", "schan", "slack", "toot", "toots", "tweet", "twist", "twitter", "wxteams",
                   "zulip"))
CHAT = Markup(chat, 200, 3500, chat)
