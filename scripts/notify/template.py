"""Texts of messages: the default ones in two languages, and those of the operator, with fields for what is told.

A field's value is foreign text: it is made visible, cut, and escaped for the service's markup before it is put in, once; nothing in it is
looked at again.
"""
from __future__ import annotations

import re
from typing import Callable, Mapping

# Name -> what it is, for the documentation (tests/programs compares).
FIELDS = {
    "server": "this machine's name, or `name` of the configuration",
    "count": "how many events the message tells of",
    "denied": "of them, how many denied a client",
    "first": "when the first of them happened (UTC)",
    "last": "when the last of them happened",
    "kinds": "how many of each kind, one a line",
    "categories": "how many of each category, one a line",
    "clients": "the clients with the most events, one a line",
    "dropped": "what could not be told before, where there is such",
    "kind": "of the event, of several the gravest: what happened, in words",
    "category": "what for, in words",
    "client": "address or range",
    "host": "virtual host",
    "request": "method and target",
    "status": "what it was answered with",
    "rule": "number and name of the rule",
    "severity": "0 to 10",
    "time": "when it happened (UTC)",
    "incident": "number of the block, which the page that refuses the client may show",
    "until": "end of the block (UTC)",
    "message": "one line that says all this",
    "evidence": "the entry's text",
    "found": "what in the request was evidence, and where it stood",
}
FIELD = re.compile(r"\$(?:(\$)|([a-z_]+)|\{([a-z_]+)\}|(.?))", re.S)

DEFAULTS = {
    "en": {
        "subject": "$server: $client $kind ($category)",
        "digest_subject": "$server: $count incidents, the gravest: $client $kind ($category)",
        "event": ("Time: $time\nClient: $client\nVirtual host: $host\nRequest: $request\nAnswered: $status\nRule: $rule\nIncident: $incident\nBlocked until: $until\n"
                  "Severity: $severity of 10\nEvidence: $evidence\nFound: $found\n"),
        "body": "$message\n\n$event\n$dropped",
        "digest_body": ("$count incidents from $first to $last, $denied of them denied a client.\n\nBy kind:\n$kinds\n\nBy category:\n$categories\n\n"
                        "Clients:\n$clients\n\nThe gravest: $message\n$event\n$dropped"),
        "others": "of {clients} other clients",
        "nobody": "no client",
        "dropped": "Not told: {messages} messages with {events} events could not be sent or stored.",
    },
    "ja": {
        "subject": "$server: $client $kind ($category)",
        "digest_subject": "$server: $count 件のインシデント、最も重大なもの: $client $kind ($category)",
        "event": ("時刻: $time\nクライアント: $client\nバーチャルホスト: $host\nリクエスト: $request\n応答: $status\nルール: $rule\nインシデント番号: $incident\nブロック期限: $until\n"
                  "重大度: $severity (最大 10)\n証拠: $evidence\n検出箇所: $found\n"),
        "body": "$message\n\n$event\n$dropped",
        "digest_body": ("$first から $last まで $count 件のインシデント、うち拒否 $denied 件。\n\n種類別:\n$kinds\n\nカテゴリー別:\n$categories\n\n"
                        "クライアント:\n$clients\n\n最も重大なもの: $message\n$event\n$dropped"),
        "others": "その他のクライアント {clients} 件の合計",
        "nobody": "クライアントなし",
        "dropped": "通知できなかったもの: 送信も保存もできなかったメッセージ {messages} 件、イベント {events} 件。",
    },
}


def default(name: str, language: str) -> str:
    texts = DEFAULTS[language]
    return texts[name].replace("$event\n", texts["event"])


def unknown_fields(template: str) -> list[str]:
    """What stands behind a dollar sign and is no field."""
    return [match[0] for match in FIELD.finditer(template) if not match[1] and (match[2] or match[3]) not in FIELDS]


def fill(template: str, values: Mapping[str, str], escape: Callable[[str], str]) -> str:
    """A line of which all fields are empty is left out. `values` of several lines have their own lines escaped."""
    lines = []
    for line in template.split("\n"):
        named = [match[2] or match[3] for match in FIELD.finditer(line) if match[2] or match[3]]
        if named and not any(values.get(name) for name in named):
            continue
        lines.append(FIELD.sub(lambda match: "$" if match[1] else
                               "\n".join(map(escape, values.get(match[2] or match[3], "").split("\n"))), line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
