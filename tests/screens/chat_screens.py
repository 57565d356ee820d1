"""Pictures of the real Chat place with scripted engines.

python -m tests.screens.chat_screens FOLDER [light|dark] [factor]
For looking at, not for asserting. Offscreen unless QT_QPA_PLATFORM says otherwise.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DESKTOP_LLM_HOME"] = tempfile.mkdtemp(prefix="desktop-llm-screens-")

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from desktop_llm.core.checkpoint import Origin
from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.messages import GapChoice, GapsFilled
from desktop_llm.ui.look.layout import Row
from desktop_llm.ui.look.theme import theme
from desktop_llm.ui.window.sidebar import Sidebar
from tests.ui.chat.conftest import BASE, CHAT, MASKED, Desk, checkpoint

ANSWER = """Here are the amounts, with 450 g of rye flour for each loaf:

| Ingredient | 1 loaf | 6 loaves | 12 loaves |
|---|--:|--:|--:|
| Rye flour | 450 g | 2.70 kg | 5.40 kg |
| Water, 30 °C | 380 g | 2.28 kg | 4.56 kg |
| Sourdough | 90 g | 540 g | 1.08 kg |
| Salt | 9 g | 54 g | 108 g |

Put the number of loaves in cell B1. The flour is then:

```python
round(450 * b1, 0)  # "g"
```
"""
RICH = r"""## How it works

The **loss** is the mean surprise per token, with *one* term for each:

$$\mathcal{L}(\theta) = -\frac{1}{N}\sum_{i=1}^{N} \log p_\theta(x_i \mid x_{<i})$$

1. Read the text.
2. Predict each word from [those before](https://example.com/page) it:
   - a likely word costs little
   - an unlikely word costs much
3. Learn. 中文也可以 *强调*。

> A model is only as good as its text.

Inline code `loss.backward()` and a formula $e^{i\pi} + 1 = 0$ stand in the line.
"""


class Screens:
    """Drives the place and saves pictures."""

    def __init__(self, app: QApplication, folder: Path, suffix: str) -> None:
        self.app, self.folder, self.suffix = app, folder, suffix
        mine = checkpoint("My bakery helper", CHAT.kind, Origin.TRAINED, base_name="Starter (chat)")
        bad = checkpoint("Old model", CHAT.kind, Origin.OPENED, facts=None, trouble=ErrorCode.WEIGHTS_PICKLED)
        self.desk = Desk(Path(os.environ["DESKTOP_LLM_HOME"]), (CHAT, BASE, MASKED, mine, bad))
        self.place = self.desk.place
        self.window = QWidget()
        sidebar = Sidebar()
        sidebar.show_place("chat", sidebar.add_list(self.place.sidebar_list()))
        row = Row(gap=0, on=self.window)
        row.addWidget(sidebar)
        row.addWidget(self.place, 1)
        self.window.resize(1280, 800)
        sidebar.fold(round(1280 / theme().text_factor))
        self.window.show()
        self.window.activateWindow()

    def wait(self, until: Callable[[], bool] | None = None, s: float = 0.15) -> None:
        """Let events happen."""
        end = time.monotonic() + (20 if until else s)
        while time.monotonic() < end and not (until and until()):
            self.app.processEvents()
            time.sleep(0.005)
        if until:
            self.wait(s=0.15)

    def shot(self, name: str) -> None:
        self.wait()
        path = self.folder / f"{name}{self.suffix}.png"
        self.window.grab().save(str(path))
        print(path)

    def answer(self, text: str, reason: str = "stop") -> None:
        self.wait(lambda: self.place.talk.is_busy)
        task = self.desk.engines.last
        task.read()
        task.say(text, tokens=40)
        task.finish(reason)
        self.wait(lambda: not self.place.talk.is_busy)

    def run(self) -> None:
        place, engines = self.place, self.desk.engines
        self.wait(lambda: place.checkpoint is not None and engines.state(str(CHAT.path)).model is not None)
        place.page.composer.field.setFocus()
        self.shot("a-first-start")
        place.send("Make a table of our rye loaf for 1, 6 and 12 loaves, and a formula for my spreadsheet.")
        self.answer("A first try.")
        place.talk.regenerate(1)
        self.answer(ANSWER)
        place.toggle_more()
        place.send("And if the dough has to wait until the afternoon?")
        self.wait(lambda: place.talk.is_busy)
        task = engines.last
        task.read()
        for piece in ("Keep the amounts and slow the dough down. Use water at 20 °C instead of 30 °C and take a third",
                      " less sourdough, so 60 g for each loaf. Cover the trough and "):  # fmt: skip
            self.wait(s=0.3)
            task.say(piece, tokens=15)
        self.shot("b-streaming")
        task.finish("length")
        self.wait(lambda: not place.talk.is_busy)
        place.drawer.fold.click()
        self.shot("c-more-controls")
        place.toggle_more()
        place.send("How does training work?")
        self.answer(RICH)
        self.shot("d-rich")
        place.send("One more")
        self.wait(lambda: place.talk.is_busy)
        engines.last.say("This was streamed before it")
        engines.last.fail(ErrorCode.ENGINE_DIED, "signal 9")
        self.shot("e-trouble")
        picker = place.choose_model()
        self.shot("f-picker")
        picker.close_popover()
        place.send("Is there an end?")
        self.answer("It goes on until", "context_full")
        self.shot("g-context-full")
        place.open_with(str(BASE.path))
        self.shot("h-continue-empty")
        place.continue_page.ideas[0].click()
        self.answer(" there was a small bakery at the edge of the wood. Every morning the baker rose at four.")
        self.shot("i-continue")
        place.open_with(str(MASKED.path))
        place.gaps_page.examples[0].click()
        self.wait()
        engines.last.send(GapsFilled(gaps=((GapChoice("cold", 0.62), GapChoice("cool", 0.2), GapChoice("red", 0.01)),)))
        self.shot("j-gaps")
        place.open_with(str(CHAT.path))
        place.talk.send("Waiting")
        self.wait(s=1.3)
        self.shot("k-waiting")
        engines.last.finish("cancelled")
        self.wait()
        list_ = place.sidebar_list()
        list_.start_search()
        list_.search.edit.setText("bakery")
        list_.search.edited.emit("bakery")
        self.wait(s=0.5)
        self.shot("l-search")
        self.window.mapToGlobal(QPoint(0, 0))
        self.desk.close()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    mode = sys.argv[2] if len(sys.argv) > 2 else "light"
    factor = float(sys.argv[3]) if len(sys.argv) > 3 else 1.0
    app = QApplication([])
    theme().set_mode("dark" if mode == "dark" else "light")
    theme().set_text_factor(factor)
    suffix = ("-dark" if mode == "dark" else "") + (f"-{factor:g}x" if factor != 1 else "")
    Screens(app, folder, suffix).run()


if __name__ == "__main__":
    main()
