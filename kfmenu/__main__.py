"""`python -m kfmenu`: the command line."""

from kfmenu.cli import main

main()
