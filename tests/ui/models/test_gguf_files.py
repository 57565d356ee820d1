"""GGUF files in Models: opened by dialog and drop, what is said of them, and the export of a checkpoint as one."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_llm.core.convert_messages import Convert, Converted, ConvertProgress
from desktop_llm.core.errors import ErrorCode
from desktop_llm.core.messages import Cancelled, Failed
from desktop_llm.ui.models.export import Export
from desktop_llm.workers.job import Job, JobControls
from tests.faults.gguf_files import write_gguf
from tests.ui.window.kit import WindowKit

LEFT = Qt.MouseButton.LeftButton


class Asked:
    """Stands for the process that writes."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.cancelled: list[Job] = []

    def __call__(self, request: Convert) -> Job:
        nothing = lambda _job: None  # noqa: E731
        job = Job(len(self.jobs) + 1, request, JobControls(self.cancelled.append, nothing, nothing, nothing))
        self.jobs.append(job)
        return job


def test_a_dropped_file_is_listed_and_can_not_be_trained(kit: WindowKit, tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "elsewhere" / "tiny-Q8.gguf")
    window = kit.open(1280, 800)
    window.open_files([path])
    kit.wait(lambda: window.models._chosen == str(path))
    detail = window.models.detail
    assert detail.chat.isEnabled() and detail.compare.isEnabled()
    assert not detail.train.isEnabled() and "GGUF" in detail.train.unavailable_reason
    assert detail.export.isHidden()


def test_a_damaged_file_is_a_sentence(kit: WindowKit, tmp_path: Path) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(write_gguf(tmp_path / "whole.gguf").read_bytes()[:3_000])
    window = kit.open(1280, 800)
    window.open_files([path])
    kit.wait(window.models._banner.isVisible)
    assert "incomplete" in window.models._banner.sentence


def test_export_from_choice_to_file(kit: WindowKit, tmp_path: Path) -> None:
    window = kit.open(1280, 800)
    window.go("models")
    checkpoint = next(c for c in kit.library.checkpoints() if c.kind.generates and c.facts is not None)
    asked = Asked()
    window.models.choose(str(checkpoint.path))
    assert window.models.detail.export.isVisible()
    export = Export(asked, window)
    assert len(export.menu_for(checkpoint, window).actions()) == 3
    export.write(checkpoint, 4, tmp_path / "a.gguf")
    export.write(checkpoint, 8, tmp_path / "b.gguf")  # one at a time
    (job,) = asked.jobs
    assert job.request == Convert(1, str(checkpoint.path), str(tmp_path / "a.gguf"), 4, checkpoint.name)
    job.take(ConvertProgress(1, 0.5))
    assert export._bar.share == 0.5 and export.stop.isVisible()
    QTest.mouseClick(export.stop, LEFT)
    assert asked.cancelled == [job]
    job.take(Cancelled(1))
    assert export.isHidden() and not export.is_busy
    export.write(checkpoint, 8, tmp_path / "b.gguf")
    asked.jobs[1].take(Converted(2, str(tmp_path / "b.gguf"), 5_206_464, 8.7, 0.2))
    assert "b.gguf" in export.words and checkpoint.name in export.words and export.show_file.isVisible()
    export.write(checkpoint, 8, tmp_path / "b.gguf")
    asked.jobs[2].take(Failed(3, ErrorCode.DISK_FULL))
    assert export.words and not export.is_busy and export.show_file.isHidden()
