"""The command line: one module for each command."""

from kfmenu.cli.process import main, run

__all__ = ["main", "run"]
