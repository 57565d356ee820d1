"""A job as a file that a person can read and change."""

import dataclasses
import tomllib

import pytest

from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Reading
from desktop_llm.core.job_file import job_from_toml, job_to_toml
from desktop_llm.core.training import Method, Task, TrainJob

JOB = TrainJob(
    name='Meine "Bäckerei" 面包\n',
    base_path="C:\\Models\\starter",
    texts=("/home/a b/ä.txt", "C:\\Texte\\b.md"),
    method=Method.LORA,
    epochs=2.5,
    seed=7,
    learning_rate=3e-4,
    task=Task.ANSWER,
    reading=Reading("dialogue", ("user=Frage", "assistant=Antwort"), held_out_share=0.2, leave_out=("mail",)),
    questions=("What is rye?", "Was ist\n„Roggen“?"),
    warmup_steps=3,
    early_stopping=False,
)


@pytest.mark.parametrize("job", [JOB, dataclasses.replace(JOB, epochs=None, steps=12), TrainJob("", "", ())])
def test_a_job_comes_back_as_it_was(job: TrainJob) -> None:
    assert job_from_toml(job_to_toml(job)) == job


def test_what_is_left_to_the_engine_is_left_out() -> None:
    values = tomllib.loads(job_to_toml(JOB))
    assert "steps" not in values and values["epochs"] == 2.5 and values["method"] == "lora"


def test_a_short_file_is_enough_and_whole_numbers_may_stand_for_others() -> None:
    job = job_from_toml('name = "x"\nbase_path = "m"\ntexts = ["t.txt"]\nepochs = 2\n')
    assert job == TrainJob("x", "m", ("t.txt",), epochs=2.0)


def test_a_job_of_the_first_version_is_still_read() -> None:
    job = job_from_toml('version = 1\nname = "x"\nbase_path = "m"\ntexts = ["t.txt"]\nheld_out_share = 0.25\n')
    assert job == TrainJob("x", "m", ("t.txt",), reading=Reading(held_out_share=0.25))


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("name = ", ""),
        ('base_path = "m"\ntexts = []\n', "name"),
        ('name = "x"\nbase_path = "m"\ntexts = ["t"]\nsteps = "ten"\n', "steps"),
        ('name = "x"\nbase_path = "m"\ntexts = ["t"]\nsteps = true\n', "steps"),
        ('name = "x"\nbase_path = "m"\ntexts = "t"\n', "texts"),
        ('name = "x"\nbase_path = "m"\ntexts = [1]\n', "texts"),
        ('name = "x"\nbase_path = "m"\ntexts = ["t"]\nmethod = "magic"\n', "method"),
        ('name = "x"\nbase_path = "m"\ntexts = ["t"]\nepoch = 3\n', "epoch"),
        ('name = "x"\nbase_path = "m"\ntexts = ["t"]\nearly_stopping = 1\n', "early_stopping"),
        ('name = "x"\nbase_path = "m"\ntexts = ["t"]\n[reading]\nkinds = "prose"\n', "kinds"),
        ('name = "x"\nbase_path = "m"\ntexts = ["t"]\n[reading]\nkeep_duplicates = "no"\n', "keep_duplicates"),
    ],
)
def test_what_cannot_be_meant_is_named(text: str, option: str) -> None:
    with pytest.raises(AppError) as caught:
        job_from_toml(text)
    assert caught.value.code is ErrorCode.BAD_OPTION
    assert caught.value.values["option"] == option
