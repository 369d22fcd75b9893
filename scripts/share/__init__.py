"""The parts of errwatch-share; docs/many-hosts.md says what it is."""
