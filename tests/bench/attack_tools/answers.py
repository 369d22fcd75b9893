"""Which requests a client sent, and which of them were answered, from httpd's log of requests."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Request:
    time_us: int   # when it came
    client: str
    status: str    # the answer to the client's own request, not to an error document
    decision: str  # what mod_errwatch said
    log_id: str    # joins it with the error log
    line: str


@dataclasses.dataclass(frozen=True)
class Outcome:
    sent: int
    answered: int
    before: int  # answered before the first that was refused

    @property
    def refused(self):
        return self.sent - self.answered


def requests_in(log):
    found = []
    for line in log.read_text(errors="replace").splitlines():
        fields = line.split("\t", 5)
        if len(fields) == 6:
            found.append(Request(int(fields[0]), *fields[1:]))
    return sorted(found, key=lambda request: request.time_us)


def outcome(requests, client, refused):
    own = [refused(request) for request in requests if request.client == client]
    first = own.index(True) if True in own else len(own)
    return Outcome(len(own), own.count(False), first)
