"""Files that are replaced at once; what killed runs left of that is swept away."""

import os
import re
from collections.abc import Iterable
from contextlib import suppress


def write_file(path: str, content: str | bytes) -> None:
    """Replace a file at once: whoever reads it sees the old content or the new, never a part.

    Args:
        path: the file; its folder must be there. It keeps its mode, and a link stays one.
        content: a text is written as UTF-8.

    Raises:
        OSError: it cannot be written; the old file is left as it was.
    """
    real = os.path.realpath(path)
    temporary = os.path.join(os.path.dirname(real), f".kfmenu-{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            with suppress(FileNotFoundError):
                os.chmod(temporary, os.stat(real).st_mode & 0o7777)
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, real)
    except OSError as error:
        error.filename = path  # nobody knows the other one
        raise
    finally:
        with suppress(FileNotFoundError):  # where all went well it is the file now
            os.unlink(temporary)


def sweep(folders: Iterable[str]) -> None:
    """Remove what killed runs left behind; what a living one is writing stays.

    Args:
        folders: where to look; what is not there or cannot be removed is passed over.
    """
    for folder in dict.fromkeys(folders):
        with suppress(OSError):
            for name in os.listdir(folder or "."):
                found = _TEMPORARY.fullmatch(name)
                if found is not None and not _is_alive(int(found[1])):
                    os.unlink(os.path.join(folder, name))


def folder_of(path: str) -> str:
    """Give the folder in which a file is replaced: where a link leads to."""
    return os.path.dirname(os.path.realpath(path) if os.path.islink(path) else path)


_TEMPORARY = re.compile(r"\.kfmenu-(\d{1,9})\.tmp")


def _is_alive(pid: int) -> bool:
    """Tell whether another process has a number; on Windows, where open files stay, none has."""
    if pid == os.getpid() or os.name == "nt":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True
