"""Lines of ErrWatchEventLog that begin or end a block."""
import time


def event(client, action="block", until=None, pad="", **own):
    """As much of an event as counts here."""
    moment = time.gmtime(time.time() + 3600) if until is None else time.gmtime(until)
    return {"event": {"action": action}, "message": pad,
            "errwatch": {"client": client, "scope": "server", "strikes": 1, "block_until": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", moment), **own}}
