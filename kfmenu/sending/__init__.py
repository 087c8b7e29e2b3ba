"""Sending: a protocol without I/O, two thin shells over it, tokens, claims and events."""
