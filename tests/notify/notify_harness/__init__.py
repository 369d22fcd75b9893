"""What the tests of errwatch-notify stand on: the program, lines for it, and servers on loopback that take what it sends or do not."""
