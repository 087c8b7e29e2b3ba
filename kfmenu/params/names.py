"""The names of params: what can be one, and how they are compared."""

from unicodedata import normalize


def param_key(name: str) -> str:
    """Give the form in which names of params are compared, and by which `render` takes them."""
    return normalize("NFKC", name)


def is_param(name: str) -> bool:
    """Tell whether `name` can name a param: an identifier of Python, in NFKC."""
    return param_key(name).isidentifier()
