"""Params: what may be declared, how a value is written, and how long a text can become."""
