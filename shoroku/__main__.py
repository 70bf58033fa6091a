"""``python -m shoroku``: the same as the command ``shoroku``."""

from shoroku.cli import main

if __name__ == "__main__":
    main()
