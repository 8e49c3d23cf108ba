"""``python -m companion`` does what the command ``companion`` does."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
