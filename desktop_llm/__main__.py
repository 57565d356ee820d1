"""`python -m desktop_llm`: the same as the `desktop-llm` command. Child processes run this file again."""

import multiprocessing
import sys

from desktop_llm import cli

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(cli.main())
