"""How far something is, and how much memory something takes: bars under a sentence, never a spinner."""

from PySide6.QtCore import QEasingCurve, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from desktop_llm.ui.look import motion, paint
from desktop_llm.ui.look.control import Themed
from desktop_llm.ui.look.layout import Column, Row
from desktop_llm.ui.look.text import Text
from desktop_llm.ui.look.theme import theme

_FINE = 10_000


class ProgressBar(Themed, QProgressBar):
    """A bar from 0 to 1 that glides to its new length.

    Args:
        name: What is under way, for screen readers.
        thickness: 6 for progress, 4 for a share (memory, room in a conversation).
        token: "accent", or "text.2" for a share that is nobody's business to act on.
    """

    def __init__(self, name: str, *, thickness: int = 6, token: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thickness, self._token, self._drawn = thickness, token, 0.0
        self.setRange(0, _FINE)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._glide = QVariantAnimation(self)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.valueChanged.connect(self._on_glide_value_changed)
        self.follow_theme()

    @property
    def share(self) -> float:
        return self.value() / _FINE

    def set_share(self, share: float) -> None:
        """Show a share between 0 and 1."""
        share = max(0.0, min(1.0, share))
        self.setValue(round(share * _FINE))
        self._glide.stop()
        if motion.is_reduced() or not self.isVisible() or share < self._drawn:
            self._drawn = share
            self.update()
            return
        self._glide.setDuration(motion.PROGRESS_MS)
        self._glide.setStartValue(self._drawn)
        self._glide.setEndValue(share)
        self._glide.start()

    def set_token(self, token: str) -> None:
        self._token = token
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(self._thickness))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(24), theme().px(self._thickness))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, whole = paint.painter_for(self), QRectF(self.rect())
        paint.box(painter, whole, 3, "track")
        if self._drawn > 0:
            whole.setWidth(max(whole.height(), whole.width() * self._drawn))
            paint.box(painter, whole, 3, self._token)

    def _on_glide_value_changed(self, share: float) -> None:
        self._drawn = float(share)
        self.update()


class Progress(QWidget):
    """Time left first and largest, what has been done at the right, the bar below.

    In the first seconds say "Measuring…" in place of a figure nobody can know yet.
    """

    def __init__(self, name: str, *, role: str = "figure", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time_left = Text(role, "", wrap=False)
        self._details = Text("small", "", color="text.2", align=Qt.AlignmentFlag.AlignRight)
        self.bar = ProgressBar(name)
        row = Row(gap=16)
        row.addWidget(self._time_left)
        row.addWidget(self._details, 1, Qt.AlignmentFlag.AlignBottom)
        Column(row, self.bar, gap=8, on=self)

    def show_progress(self, share: float, time_left: str, details: str = "") -> None:
        """`time_left` "About 2 min left", `details` "60 %, step 48 of 80"."""
        self._time_left.setText(time_left)
        self._details.setText(details)
        self.bar.set_share(share)
        self.bar.setAccessibleDescription(f"{time_left} {details}".strip())


class MemoryBar(Themed, QWidget):
    """What is in use, what is wanted on top, and where this computer ends; what lies beyond is red.

    Args:
        name: For screen readers; the words below say the same.
    """

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._used, self._wanted, self._limit = 0.0, 0.0, 1.0
        self._words = ("", "", "", "")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.follow_theme()

    def show_use(
        self,
        used_bytes: float,
        wanted_bytes: float,
        limit_bytes: float,
        *,
        used_words: str = "",
        wanted_words: str = "",
        limit_words: str = "",
        excess_words: str = "",
    ) -> None:
        """Show sizes, and below them the words the caller made of them."""
        self._used, self._wanted = max(0.0, used_bytes), max(0.0, wanted_bytes)
        self._limit = max(1.0, limit_bytes)
        self._words = (used_words, wanted_words, limit_words, excess_words)
        self.setAccessibleDescription(", ".join(word for word in self._words if word))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(240), theme().px(48))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().px(160), theme().px(48))

    def refresh_look(self) -> None:
        self.setFixedHeight(theme().px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = paint.painter_for(self), theme()
        whole = max(self._limit, self._used + self._wanted)
        bar = QRectF(0, look.px(5), self.width(), look.px(16))
        end_used = bar.width() * self._used / whole
        end_wanted = bar.width() * min(self._limit, self._used + self._wanted) / whole
        limit_x = bar.width() * self._limit / whole
        paint.box(painter, bar, 3, "track")
        is_over = self._used + self._wanted > self._limit
        parts = (
            (bar.width(), "danger" if is_over else "track"),
            (end_wanted, "over.limit" if is_over else "accent"),
            (end_used, "base"),
        )
        for end, token in parts:
            painter.save()
            painter.setClipRect(QRectF(0, 0, end, self.height()))
            paint.box(painter, bar, 3, token)
            painter.restore()
        if is_over:
            tick = QRectF(limit_x - look.px(1), 0, look.px(2), look.px(26))
            painter.fillRect(tick, look.colour("text.1"))
        self._paint_words(end_used, limit_x if is_over else float(self.width()))

    def _paint_words(self, end_used: float, limit_x: float) -> None:
        painter, look = paint.painter_for(self), theme()
        top, high, gap = look.px(28), look.px(16), look.px(12)
        used, wanted, limit, excess = self._words
        tokens_and_words = ((used, "text.2"), (wanted, "text.2"), (limit, "text.1"), (excess, "danger.text"))
        wide = [look.text_width("caption", word) for word, _ in tokens_and_words]
        at = [0.0, max(end_used + look.px(6), wide[0] + gap if used else 0.0), 0.0, float(self.width() - wide[3])]
        at[2] = min(limit_x - wide[2] / 2, at[3] - gap - wide[2] if excess else self.width() - wide[2])
        if wanted and at[1] + wide[1] + gap > at[2]:
            wide[1] = max(0, round(at[2] - gap - at[1]))
        for (word, token), x, width in zip(tokens_and_words, at, wide, strict=True):
            if word:
                shown = paint.elided("caption", word, width + 1)
                paint.draw_text(painter, "caption", token, shown, QRectF(x, top, width + 2, high))
