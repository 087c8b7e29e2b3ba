"""Sending: a pure protocol, one blocking shell over it, tokens, claims and their stores."""
