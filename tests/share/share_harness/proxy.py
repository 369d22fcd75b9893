"""Between a host and its Redis: carries bytes, or is a network that does not."""
import selectors
import socket
import threading


class Proxy:
    def __init__(self, to):
        self.to, self.is_cut, self.is_frozen = to, False, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self._pairs = {}
        self._ends = False
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def cut(self):
        """Connections end, new ones are refused at once."""
        self.is_cut = True

    def freeze(self):
        """Nothing arrives any more, and nobody says so."""
        self.is_frozen = True

    def heal(self):
        self.is_cut = self.is_frozen = False

    def close(self):
        self._ends = True
        self.thread.join(5)
        self.listener.close()

    def _drop_all(self):
        for one in list(self._pairs):
            one.close()
        self._pairs.clear()

    def _accept(self):
        try:
            near, _ = self.listener.accept()
        except BlockingIOError:
            return
        try:
            far = socket.create_connection(("127.0.0.1", self.to), 1)
        except OSError:
            near.close()
            return
        self._pairs[near], self._pairs[far] = far, near

    def _carry(self, one):
        other = self._pairs.get(one)
        if other is None:
            return
        try:
            data = one.recv(1 << 16)
            if data:
                other.sendall(data)
                return
        except OSError:
            pass
        for end in (one, other):
            self._pairs.pop(end, None)
            end.close()

    def _run(self):
        while not self._ends:
            with selectors.DefaultSelector() as selector:
                selector.register(self.listener, selectors.EVENT_READ)
                for one in self._pairs if not self.is_frozen else ():
                    selector.register(one, selectors.EVENT_READ)
                ready = [key.fileobj for key, _ in selector.select(0.05)]
            if self.is_cut:
                self._drop_all()
            for one in ready:
                if one is not self.listener:
                    if not self.is_frozen:
                        self._carry(one)
                elif not self.is_frozen:
                    self._accept()
                    if self.is_cut:
                        self._drop_all()
        self._drop_all()
