"""A name server of a test's own, on loopback: it knows what it is told, and is silent or broken where it is told to be."""
import ipaddress
import socket
import threading

from dnslib import AAAA, PTR, QTYPE, RCODE, RR, A, DNSRecord

SERVFAIL, SILENCE = "SERVFAIL", "silence"


class NameServer:
    def __init__(self):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.resolver = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._answers = {}  # (name, type): a list of names or addresses, SERVFAIL or SILENCE
        self.questions = []  # (name, type), as they came
        self._stopped = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self):
        self._stopped = True
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:  # closing alone does not end recvfrom
            waker.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def knows(self, address, *names):
        """The address has these names."""
        self.answers(reverse(address), "PTR", list(names))

    def answers(self, name, kind, answer):
        self._answers[name, kind] = answer

    def host(self, name, *addresses):
        """The name has these addresses."""
        for address in addresses:
            kind = "A" if ipaddress.ip_address(address).version == 4 else "AAAA"
            self._answers.setdefault((name, kind), []).append(address)

    def asked(self, address):
        """How often for the names of this address."""
        return self.questions.count((reverse(address), "PTR"))

    def _serve(self):
        while True:
            data, client = self._socket.recvfrom(4096)
            if self._stopped:
                return
            reply = self._reply(DNSRecord.parse(data))
            if reply:
                self._socket.sendto(reply.pack(), client)

    def _reply(self, request):
        name, kind = str(request.q.qname).rstrip("."), QTYPE[request.q.qtype]
        self.questions.append((name, kind))
        answer = self._answers.get((name, kind))
        if answer == SILENCE:
            return None
        reply = request.reply()
        if answer == SERVFAIL:
            reply.header.rcode = RCODE.SERVFAIL
        elif answer is None and not any(known == name for known, _ in self._answers):
            reply.header.rcode = RCODE.NXDOMAIN
        for value in answer if isinstance(answer, list) else ():
            data = {"PTR": PTR, "A": A, "AAAA": AAAA}[kind](value)
            reply.add_answer(RR(name, request.q.qtype, ttl=60, rdata=data))
        return reply


def reverse(address):
    return ipaddress.ip_address(address).reverse_pointer
