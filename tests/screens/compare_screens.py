"""Pictures of every state of Compare in the real window, with scripted engines.

python -m tests.screens.compare_screens --out FOLDER [--only votes,lists] [--sizes 1280x800@1] [--modes light,dark]
For looking at, not for asserting. Offscreen unless QT_QPA_PLATFORM says otherwise.
"""

import argparse
from pathlib import Path

from PySide6.QtWidgets import QApplication  # after the home was chosen

from desktop_llm.core.inspect_messages import Candidate, NextTokens, NextTokensFound, Surprise, SurpriseFinished
from desktop_llm.core.list_run import open_list
from desktop_llm.core.measures import ListMeasured, MeasureList
from desktop_llm.core.messages import Generate
from desktop_llm.core.votes import Candidate as Voted
from desktop_llm.core.votes import Verdict, Vote
from desktop_llm.engine.measures.table import measure_list
from tests.screens.place_screens import ANSWERS, QUESTION, SIZES, Screens
from tests.ui.window.kit import pause

NAMES = ("Qwen3-0.6B", "My bakery helper", "SmolLM2-360M-Instruct")
QUESTIONS = "\n".join(f"What is {n} + {n}? => {2 * n}" for n in range(1, 13))


class CompareScreens(Screens):
    """Votes, lists and the scoreboard."""

    def votes(self) -> None:
        compare = self.window.compare
        self.window.go("compare")
        compare.begin([self.kit.path(name) for name in NAMES], QUESTION)
        compare.page.blind.setChecked(True)
        self._answer()
        self.shot("compare-6-blind")
        compare.page.votes.voted.emit(1)
        compare.marks.setChecked(True)
        self.kit.settle()
        self.shot("compare-7-voted")
        people = [Voted(name, self.kit.path(name)) for name in NAMES]
        for number in range(24):
            pair = (people[number % 3], people[(number + 1) % 3])
            vote = Vote(0, 0.0, "?", pair, Verdict.WIN, number % 5 == 0, True, ("bread", "letters")[number % 2])
            self.kit.store.submit(lambda store, vote=vote: store.add_vote(vote))
        compare._show_tab("votes")
        self.kit.settle()
        self.shot("compare-8-scoreboard")

    def lists(self) -> None:
        compare, engines = self.window.compare, self.kit.engines
        self.window.go("compare")
        compare.begin([self.kit.path(name) for name in NAMES], "")
        compare._show_tab("list")
        form = compare.lists.form
        form.box.field.set_text(QUESTIONS)
        form.box.field.edited.emit(QUESTIONS)
        self.shot("compare-9-list-form")
        engines.answers = [f"The answer is {2 * n}." for n in range(1, 13)] + ["It is 4."] * 8
        form.start.click()
        self.kit.wait(lambda: compare.lists.run is not None and len(compare.lists.run.answers) >= 20)
        self.shot("compare-10-list-running")
        engines.answers_always = "It is 8, I think."
        for task in engines.tasks:
            if isinstance(task.request, Generate) and task.job.is_open:
                task.say("It is 8.")
                task.finish()
        self.kit.wait(lambda: isinstance(engines.last.request, MeasureList), 60)
        engines.last.send(ListMeasured(table=measure_list(open_list(Path(engines.last.request.folder)))))
        self.kit.settle()
        self.shot("compare-11-list-result")

    def styles(self) -> None:
        """One checkpoint in two styles beside another, their conversation, and what each makes of the others."""
        compare, engines = self.window.compare, self.kit.engines
        self.window.go("compare")
        compare.begin([self.kit.path(name) for name in NAMES[1:]], "How long does rye rest?")
        compare.columns.at(0).another_requested.emit()
        compare.columns.at(1).style_requested.emit("wild")
        self._answer()
        compare.page.after.go_on.click()
        compare.question.field.set_text(QUESTION)
        compare.question.field.edited.emit(QUESTION)
        self._answer()
        self.shot("compare-12-styles")
        compare.page.after.read.click()
        for number in range(6):
            self.kit.wait(lambda: isinstance(engines.last.request, Surprise) and engines.last.job.is_open)
            engines.last.send(SurpriseFinished(tokens=60, scored_tokens=60, nll_sum=40.0 + 55 * number))
        self.kit.settle()
        compare.page._show_after()
        self.shot("compare-13-surprise")

    def judge(self) -> None:
        """A list that a model has judged."""
        self.lists()
        compare, engines = self.window.compare, self.kit.engines
        card = compare.lists.judge
        card.judge_by(self.kit.path(NAMES[2]))
        for number in range(30):
            self.kit.wait(lambda: isinstance(engines.last.request, NextTokens) and engines.last.job.is_open)
            engines.last.send(NextTokensFound(candidates=(Candidate(1, f" {1 + number % 3 // 2}", -0.2),)))
        card.stop()
        self.kit.settle()
        compare.lists.area.ensureWidgetVisible(card)
        self.shot("compare-14-judge")

    def _answer(self) -> None:
        compare, engines = self.window.compare, self.kit.engines
        compare.ask()
        pause(500)
        tasks = [task for task in engines.tasks if isinstance(task.request, Generate)][-3:]
        for task, text in zip(tasks, ANSWERS, strict=True):
            task.read()
            task.say(text, tokens=60)
            task.finish()
        self.kit.settle()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="votes,lists")
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--modes", default="light,dark")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    sizes = []
    for entry in options.sizes.split(","):
        size, _, factor = entry.partition("@")
        width, _, height = size.partition("x")
        sizes.append((int(width), int(height), float(factor or 1)))
    screens = CompareScreens(options.out, sizes, options.modes.split(","))
    for name in options.only.split(","):
        getattr(screens, name)()
    screens.kit.close()
    app.processEvents()


if __name__ == "__main__":
    main()
