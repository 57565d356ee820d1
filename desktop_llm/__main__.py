"""`python -m desktop_llm`: the same as the `desktop-llm` command. Child processes run this file again."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()

    from desktop_llm import cli  # a child of a packaged program ends in the line above and never loads it

    sys.exit(cli.main())
