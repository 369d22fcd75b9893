"""How Apprise's services reach HTTP servers from here: no redirect is followed, answers are bounded, and what one said is kept.

Apprise tells of a request only whether it went well. Its services call requests.post() and the like, which make a Session each: this
one instead. It lives in the process of one delivery alone.
"""
from __future__ import annotations

import email.utils
import json
import time
from typing import Any, Optional

import requests
import urllib3.exceptions

LONGEST_ANSWER = 65536
LONGEST_WAIT = 3600.0  # seconds that a server may ask for


class Answer:
    """The last one."""
    status: Optional[int] = None
    retry_after: Optional[float] = None


def _seconds(value: Any) -> Optional[float]:
    """Of Retry-After: seconds, or a date."""
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (TypeError, ValueError, AttributeError, OverflowError):
            return None
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else None


def retry_after(headers: Any, body: bytes) -> Optional[float]:
    """Telegram and Discord say it in the body."""
    said = _seconds(headers.get("Retry-After"))
    if said is None:
        try:
            document = json.loads(body)
            said = _seconds(document.get("retry_after", (document.get("parameters") or {}).get("retry_after")))
        except (ValueError, AttributeError, RecursionError):
            pass
    return said


def install(timeout: float) -> type[Answer]:
    class Session(requests.sessions.Session):
        def request(self, *arguments: Any, **options: Any) -> requests.Response:
            options.update(allow_redirects=False, stream=True, timeout=(min(timeout, 10.0), timeout))
            with super().request(*arguments, **options) as response:
                try:
                    response._content = response.raw.read(LONGEST_ANSWER, decode_content=False)
                except urllib3.exceptions.HTTPError as error:  # which the services do not know, as requests does not raise it
                    raise requests.exceptions.ConnectionError(str(error)) from None
                response._content_consumed = True
            Answer.status = response.status_code
            Answer.retry_after = retry_after(response.headers, response._content) if response.status_code in (429, 503) else None
            return response

    requests.sessions.Session = Session  # type: ignore[misc]
    return Answer
