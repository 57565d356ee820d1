"""What a person would call broken in a window: cut text, squeezed buttons, parts that lie on each other."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLayout, QWidget

from desktop_llm.ui.look.buttons import Button, IconButton
from desktop_llm.ui.look.text import ElidedText, Text
from desktop_llm.ui.look.theme import theme


def flaws(top: QWidget) -> list[str]:
    """One line for each flaw among the visible parts of a widget."""
    found: list[str] = []
    for widget in top.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, Text):
            found += _cut_text(widget)
        elif isinstance(widget, Button | IconButton):
            wanted = widget.sizeHint()
            if widget.width() < wanted.width() - 1 or widget.height() < wanted.height() - 1:
                found.append(f"button squeezed: {widget.accessibleName()!r} {widget.size()} of {wanted}")
        if isinstance(widget, Text | ElidedText | Button | IconButton):
            found += _outside(widget, top)
        if (layout := widget.layout()) is not None:
            found += _overlaps(layout, widget)
    return found


def _cut_text(text: Text) -> list[str]:
    if not text.text():
        return []
    if text.wordWrap():
        longest = max((theme().text_width(text.role, word) for word in text.text().split(" ")), default=0)
        if "/" in text.text() or "\\" in text.text():  # paths break anywhere
            longest = 0
        if longest > text.width() + 1:
            return [f"word cut: {text.text()!r} {text.width()} of {longest}"]
        needed = text.heightForWidth(text.width())
        return [f"lines cut: {text.text()!r} {text.height()} of {needed}"] if text.height() < needed - 1 else []
    needed = theme().text_width(text.role, text.text())
    return [f"text cut: {text.text()!r} {text.width()} of {needed}"] if text.width() < needed - 1 else []


def _outside(widget: QWidget, top: QWidget) -> list[str]:
    """Whether any ancestor up to the next scroll area clips it."""
    rect, parent = QRect(QPoint(0, 0), widget.size()), widget.parentWidget()
    child = widget
    while parent is not None and child is not top:
        rect.translate(child.pos())
        if parent.objectName() == "qt_scrollarea_viewport":
            viewport = parent.rect()
            if rect.width() <= viewport.width() and (rect.left() < 0 or rect.right() > viewport.right()):
                area = parent.parentWidget()
                bar = area.horizontalScrollBar() if hasattr(area, "horizontalScrollBar") else None
                if bar is None or bar.maximum() == 0:
                    return [f"beside its scroll area: {widget.accessibleName() or widget}"]
            return []
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(rect):
            words = widget.text() if isinstance(widget, Text | ElidedText | Button) else widget.accessibleName()
            return [f"outside {type(parent).__name__}: {words!r} {rect} in {parent.rect()}"]
        child, parent = parent, parent.parentWidget()
    return []


def _overlaps(layout: QLayout, owner: QWidget) -> list[str]:
    shown: list[tuple[QWidget, QRect]] = []
    _collect(layout, shown)
    found = []
    for number, (one, rect) in enumerate(shown):
        for other, other_rect in shown[number + 1 :]:
            crossing = rect.intersected(other_rect)
            if crossing.width() > 1 and crossing.height() > 1:
                names = [part.accessibleName() or type(part).__name__ for part in (one, other)]
                found.append(f"in {type(owner).__name__} {names[0]!r} lies on {names[1]!r}: {crossing}")
    return found


def _collect(layout: QLayout, shown: list[tuple[QWidget, QRect]]) -> None:
    if layout.metaObject().className() == "QStackedLayout":
        return
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            if widget.isVisible():
                shown.append((widget, widget.geometry()))
        elif (inner := item.layout()) is not None:
            _collect(inner, shown)
