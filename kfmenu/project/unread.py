"""What cannot be read, told as a problem."""

from kfmenu.problems import Problem


def cannot_read(path: str, error: Exception) -> Problem:
    """Report a file that cannot be read.

    Args:
        path: as it is named to the user.
        error: what happened: an `OSError`, or a `ValueError` of a path that none can have.
    """
    if isinstance(error, FileNotFoundError):
        return unread(path, "@missing")
    if isinstance(error, PermissionError):
        return unread(path, "@denied")
    return unread(path, getattr(error, "strerror", None) or "@malformed")


def unread(path: str, reason: str, variant: str | None = None) -> Problem:
    """Report a path of which nothing was read.

    Args:
        path: as it is named to the user.
        reason: why, as a word of the catalogue or the system's own words.
        variant: which of the rule's wordings fits.
    """
    return Problem("KF901", path=path, variant=variant, holes=(("reason", reason),))
