"""python -m respbook: the same words as ``respbook``, where no program of that name is installed (the office PC)."""

import sys

from respbook.commands import main

if __name__ == "__main__":
    sys.exit(main())
