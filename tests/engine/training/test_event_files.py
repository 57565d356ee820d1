"""TensorBoard's own reader finds a run's curves, also where the run was resumed."""

from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from desktop_llm.core import runs
from desktop_llm.core.training import TrainJob
from desktop_llm.core.training_messages import HeldOutMeasured, TrainingStep
from desktop_llm.engine.training.event_files import EventFiles
from tests.engine.training.conftest import run_job


def curves(folder: Path) -> dict[str, list[tuple[int, float]]]:
    reader = EventAccumulator(str(folder))
    reader.Reload()
    return {tag: [(one.step, one.value) for one in reader.Scalars(tag)] for tag in reader.Tags()["scalars"]}


def rounded(points: list[tuple[int, float]]) -> list[tuple[int, str]]:
    """TensorBoard keeps single precision."""
    return [(step, f"{value:.4g}") for step, value in points]


def test_event_files_hold_the_curves_of_the_run(job: TrainJob, tmp_path: Path) -> None:
    run_job(job, tmp_path / "run")
    told = runs.load_curve(tmp_path / "run")
    found = curves(tmp_path / "run" / runs.EVENTS)
    assert rounded(found["loss/training"]) == rounded(list(told.training)) and len(told.training) == 8
    assert rounded(found["loss/held_out"]) == rounded(list(told.held_out))
    assert rounded(found["learning_rate"]) == rounded(list(told.rates))


def test_resumed_run_tells_its_steps_once(tmp_path: Path) -> None:
    folder = tmp_path / runs.EVENTS
    first = EventFiles(folder)
    for step in range(1, 6):
        first.write(TrainingStep(1, step=step, loss=float(step)))
    first.close()
    second = EventFiles(folder)
    second.go_on_from(3)
    for step in range(4, 8):
        second.write(TrainingStep(1, step=step, loss=10.0 * step))
    second.write(HeldOutMeasured(1, 7, float("nan")))  # nothing to draw
    second.close()
    assert [step for step, _ in curves(folder)["loss/training"]] == [1, 2, 3, 4, 5, 6, 7]
    assert curves(folder)["loss/training"][3] == (4, 40.0)


def test_folder_that_cannot_be_written_costs_the_curves_alone(tmp_path: Path) -> None:
    (tmp_path / runs.EVENTS).write_text("a file in the way", "utf-8")
    events = EventFiles(tmp_path / runs.EVENTS)
    events.write(TrainingStep(1, step=1, loss=1.0))
    events.close()
    assert (tmp_path / runs.EVENTS).read_text("utf-8") == "a file in the way"
