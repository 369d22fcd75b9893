"""Ports of loopback that nobody has."""
import socket


def free_port(beside=0):
    """Also `beside` above it is free: the nodes of a cluster talk there."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            if not beside:
                return port
            if port + beside > 65535:
                continue
            try:
                second.bind(("127.0.0.1", port + beside))
                return port
            except OSError:
                continue
