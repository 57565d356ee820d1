"""The house's rules that a machine can check, and one fault of a library that must not come back."""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

ROOT = Path(__file__).parents[1]
LONGEST_LINES = 500
FOLDERS = ("desktop_llm", "packaging", "tests")
TEXT_SUFFIXES = {".py", ".md", ".toml", ".txt", ".json", ".cfg", ".yml", ".qss", ".ts", ".sql", ".jinja"}
# Put together from pieces, so that this file does not hold what it looks for.
ONE_MACHINE = re.compile(r"(?<![\w.<])/(?:work|root|home/[a-z]+|Users/[A-Za-z]+)" + r"/")
REGISTRY = re.compile(r"(?:py" + r"pi\.org|python" + r"hosted|/sim" + r"ple/)")


def python_files() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


@pytest.fixture(scope="module")
def sources() -> dict[str, tuple[str, ast.Module]]:
    """Text and syntax tree of every Python file of the project, by its name in the project."""
    texts = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in python_files()}
    return {name: (text, ast.parse(text)) for name, text in texts.items()}


def places(sources: dict[str, tuple[str, ast.Module]], is_wrong: Callable[[ast.AST], bool]) -> list[str]:
    """`file:line` of every node that a rule refuses."""
    return [
        f"{name}:{getattr(node, 'lineno', 1)}"
        for name, (_, tree) in sources.items()
        for node in ast.walk(tree)
        if is_wrong(node)
    ]


def test_files_are_short(sources: dict[str, tuple[str, ast.Module]]) -> None:
    counts = {name: text.count("\n") for name, (text, _) in sources.items()}
    assert not {name: lines for name, lines in counts.items() if lines > LONGEST_LINES}, "two rooms in one"


def test_modules_say_what_they_are_for(sources: dict[str, tuple[str, ast.Module]]) -> None:
    assert not [name for name, (_, tree) in sources.items() if tree.body and not ast.get_docstring(tree)]


def test_imports_are_absolute(sources: dict[str, tuple[str, ast.Module]]) -> None:
    assert not places(sources, lambda node: isinstance(node, ast.ImportFrom) and node.level > 0)


def test_no_exception_is_swallowed_whole(sources: dict[str, tuple[str, ast.Module]]) -> None:
    assert not places(sources, swallows)


def swallows(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    if node.type is None:
        return True
    broad = any(isinstance(n, ast.Name) and n.id in {"Exception", "BaseException"} for n in ast.walk(node.type))
    return broad and all(isinstance(statement, ast.Pass) or is_only_dots(statement) for statement in node.body)


def is_only_dots(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


@pytest.mark.parametrize("handler", ["except:\n  f()", "except Exception:\n  pass", "except (E, Exception):\n  ..."])
def test_the_rule_sees_a_swallowed_exception(handler: str) -> None:
    assert any(swallows(node) for node in ast.walk(ast.parse(f"try:\n  print(1)\n{handler}")))


def test_nothing_is_put_off_in_a_comment(sources: dict[str, tuple[str, ast.Module]]) -> None:
    put_off = [
        f"{name}:{token.start[0]}"
        for name, (text, _) in sources.items()
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT and re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", token.string)
    ]
    assert not put_off


def test_classes_are_nouns_of_the_domain(sources: dict[str, tuple[str, ast.Module]]) -> None:
    vague = re.compile(r"(?:Manager|Helper|Utils?)$")
    assert not places(sources, lambda node: isinstance(node, ast.ClassDef) and bool(vague.search(node.name)))


def test_translated_text_is_not_an_f_string(sources: dict[str, tuple[str, ast.Module]]) -> None:
    """`lupdate` does not see f-strings, so they would stay untranslated."""
    assert not places(sources, translates_an_f_string)


def translates_an_f_string(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"tr", "translate"}
        and any(isinstance(argument, ast.JoinedStr) for argument in node.args)
    )


def text_files() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.suffix in TEXT_SUFFIXES)
    for folder in (*FOLDERS, "resources", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            is_text = path.suffix in TEXT_SUFFIXES or path.parent.name == ".ci"
            if path.is_file() and is_text and path.stat().st_size < 1_000_000:
                yield path


@pytest.mark.parametrize("pattern", [ONE_MACHINE, REGISTRY], ids=["paths", "registries"])
def test_no_place_outside_the_project_is_named(pattern: re.Pattern[str]) -> None:
    hits = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in text_files()
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not hits, "\n".join(hits)


class _Source(QObject):
    happened = Signal(str)


@pytest.mark.parametrize("value", [None, True, False])
def test_qt_keeps_the_reference_counts(value: bool | None) -> None:
    """PySide6 6.12.0 on Python 3.11 drops one reference per void call or emit, and aborts after some thousands."""
    source = _Source()
    calls: list[Callable[[], object]] = [lambda: source.setObjectName("x"), lambda: source.happened.emit("x")]
    for call in calls:
        before = sys.getrefcount(value)
        for _ in range(1000):
            call()
        assert sys.getrefcount(value) > before - 500
