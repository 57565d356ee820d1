"""A model as the judge of a list, as a person uses it."""

from pathlib import Path

from PySide6.QtTest import QTest

from desktop_llm.core.inspect_messages import Candidate, NextTokens, NextTokensFound
from desktop_llm.core.judging import read_judgements
from desktop_llm.ui.compare.report_extras import Extras
from tests.ui.compare.test_compare import LEFT, NAMES, asked
from tests.ui.compare.test_lists import measured, open_list_tab
from tests.ui.compare.test_votes import votes_of
from tests.ui.window.kit import WindowKit


def test_a_judge_is_asked_twice_and_kept_apart(kit: WindowKit, tmp_path: Path) -> None:
    compare = open_list_tab(kit)
    kit.engines.answers = ["It is 4.", "It is 6.", "The Rhine.", "It is 5.", "It is 6.", "Water."]
    QTest.mouseClick(compare.lists.form.start, LEFT)
    kit.wait(lambda: len(asked(kit)) == 6)
    measured(kit, compare)
    card = compare.lists.judge
    kit.wait(card.isVisible)
    assert card.words == ""
    QTest.mouseClick(card.button, LEFT)
    assert card.picker is not None and card.picker.isVisible()
    card.picker.chosen.emit(kit.path("Third"))
    card.picker.close_popover()
    verdicts = iter(["1", "2", "1", "1"])  # the first pair both ways for A, the second whatever stands first
    for _ in range(4):
        kit.wait(lambda: isinstance(kit.engines.last.request, NextTokens) and kit.engines.last.job.is_open)
        task = kit.engines.last
        assert task.path == kit.path("Third")
        task.send(NextTokensFound(candidates=(Candidate(1, f" {next(verdicts)}", -0.2),)))
    kit.wait(lambda: isinstance(kit.engines.last.request, NextTokens) and kit.engines.last.job.is_open)
    QTest.mouseClick(card.button, LEFT)
    kit.settle()
    assert not card.is_judging
    assert "same verdict in both orders for 1 of 2 pairs" in card.words and "guessing" in card.words
    assert "A preferred 1 times, B 0 times, undecided 1 times" in card.words and "No real difference" in card.words
    folder = compare.lists.run.folder
    assert [(one.prompt, one.choice, one.swapped) for one in read_judgements(folder)] == [(0, 0, 0), (1, 0, 1)]
    assert votes_of(kit) == ()
    out = tmp_path / "report.html"
    compare._reporting.save(compare.lists.run, compare.lists.table, out, Extras(judges=card.summaries))
    kit.wait(out.exists)
    kit.settle()
    assert "same verdict in both orders" in out.read_text("utf-8")
    compare.begin([kit.path(name) for name in NAMES[:2]], "")
    compare.lists.open_list(folder)
    kit.settle()
    assert "for 1 of 2 pairs" in card.words, "it is there after a restart"
