"""The process: its streams, its memory, and the exit code that it ends with."""

import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn


def run(args: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        args: the command line without the program's name; by default the process's own.

    Returns:
        0 fine, 1 problems found, 2 usage, configuration or I/O, 3 sending failed,
        130 interrupted.
    """
    try:
        from kfmenu.cli.program import called  # noqa: PLC0415 - a Ctrl-C may come as early as this

        return called(args)
    except KeyboardInterrupt:
        return 130


def main() -> NoReturn:
    """Run the program and end the process with its exit code."""
    # A run is short and leaves no cycles worth a search; ten thousand entries cost dozens of them,
    # the imports some, and the end of the process another unless all is set aside.
    gc.disable()
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # whoever called closed it
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # What a terminal cannot show is shown by its number, rather than in a traceback.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = run()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except OSError as error:
        # Whoever read our output has seen enough, or its disk is full; the interpreter must not
        # try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
        # On Windows a pipe that is closed is an argument that is invalid.
        is_closed = os.name == "nt" and error.errno == errno.EINVAL
        if not isinstance(error, BrokenPipeError) and not is_closed:
            from kfmenu.speech import default_lang, say  # noqa: PLC0415

            failed = say(default_lang(), "写不了标准输出", "cannot write the standard output")
            print(f"{failed}: {error.strerror}", file=sys.stderr)  # noqa: T201
            code = 2
    gc.freeze()
    sys.exit(code)
