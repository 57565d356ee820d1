"""A heat map of 20,000 pieces: how long it keeps the window busy at a time while it is laid out, painted and scrolled.

Run with `python -m tests.benchmarks.heat_map`. Prints processor time of each step of the event loop, beside that of a
text of 500 pieces in the same run.
"""

from __future__ import annotations

import os
import time

PIECES = (" word", " and", " something", "ly", ".\n", " else", "你", " naïve")
STEPS = 60


def measure(count: int) -> str:
    """Times for a text of so many pieces, in words."""
    import numpy as np
    from PySide6.QtWidgets import QApplication

    from desktop_llm.ui.inspect.heat_text import HeatText

    heat = HeatText("benchmark")
    heat.resize(900, 700)
    heat.show()
    QApplication.processEvents()
    pieces = [PIECES[number * 7 % len(PIECES)] for number in range(count)]
    steps = (np.arange(count) % 5).astype(np.int8)
    busy = []

    def timed(act: object) -> None:
        start = time.process_time()
        act()  # type: ignore[operator]
        busy.append(time.process_time() - start)

    timed(lambda: heat.show_pieces(pieces, steps))
    while not heat.is_laid_out:
        timed(QApplication.processEvents)
    laid_out, busy = busy, []
    bar = heat.verticalScrollBar()
    for number in range(STEPS):
        bar.setValue(bar.maximum() * number // STEPS)
        timed(heat.viewport().repaint)
    busy.sort()
    heat.hide()
    heat.deleteLater()
    return (
        f"{count:6,} pieces: laid out in {sum(laid_out) * 1000:6.1f} ms, longest step {max(laid_out) * 1000:5.1f} ms; "
        f"a scroll {busy[len(busy) // 2] * 1000:5.1f} ms, longest {busy[-1] * 1000:5.1f} ms"
    )


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    for count in (500, 500, 20_000):
        print(measure(count))
    app.quit()


if __name__ == "__main__":
    main()
