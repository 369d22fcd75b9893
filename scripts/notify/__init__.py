"""The parts of errwatch-notify; docs/design.md (Notifying people) says how they hang together."""
