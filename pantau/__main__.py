"""``python -m pantau``: the command ``pantau``."""

from pantau.cli import main

if __name__ == "__main__":
    main()
