"""Writes the tree in the README, one line per file, from the first line of each module's docstring.

python packaging/readme_tree.py          writes it
python packaging/readme_tree.py --check  exit status 1 where the README is not current
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- tree: packaging/readme_tree.py -->", "<!-- end of tree -->"
FOLDERS = ("desktop_llm", "packaging", "tests")


def tree() -> str:
    """The text between the markers."""
    lines = ["```"]
    for top in FOLDERS:
        folder = None
        for path in sorted((ROOT / top).rglob("*.py"), key=_order):
            if path.parent != folder:
                folder = path.parent
                lines.append(f"{folder.relative_to(ROOT).as_posix()}/")
            sentence = _sentence(path)
            if path.name != "__init__.py" or sentence:
                lines.append(f"  {path.name:<28} {sentence}".rstrip())
    lines.append("```")
    return "\n".join(lines)


def _order(path: Path) -> tuple[str, bool, str]:
    return path.parent.as_posix(), path.name != "__init__.py", path.name


def _sentence(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return text.split("\n\n")[0].replace("\n", " ").strip()


def updated(readme: str) -> str:
    """The README with the tree of now."""
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n{tree()}\n{END}{rest.split(END)[1]}"


def main() -> int:
    """Write or check."""
    path = ROOT / "README.md"
    text = path.read_text("utf-8")
    new = updated(text)
    if "--check" in sys.argv:
        return int(new != text)
    path.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
