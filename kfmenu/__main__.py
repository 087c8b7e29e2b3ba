"""`python -m kfmenu`: the command line."""

from kfmenu.cli import main

if __name__ == "__main__":
    main()
