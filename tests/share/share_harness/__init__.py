"""What the tests of errwatch-share stand on: real servers of Redis, hosts that are a sidecar with an exchange that keeps books, a proxy."""
