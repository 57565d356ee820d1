"""Each kind of training on a tiny real model: it learns, and its figures are those of the saved checkpoint."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from safetensors.torch import load_file

from desktop_llm.core import runs
from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Corpus, Example, ExampleKind, Said
from desktop_llm.core.messages import Event, Load, Message
from desktop_llm.core.preflight import check_folder
from desktop_llm.core.training import Method, Task, TrainJob
from desktop_llm.core.training_messages import ExamAnswered, TrainingFinished, TrainingStarted
from desktop_llm.engine.control import Control
from desktop_llm.engine.loading import load_checkpoint
from desktop_llm.engine.training.batch import NOTHING
from desktop_llm.engine.training.choosing import choose_task
from desktop_llm.engine.training.dialogue import Dialogues, items_of
from desktop_llm.engine.training.gap_filling import MaskedRows
from desktop_llm.engine.training.objective import Continuing
from desktop_llm.engine.training.packing import PackedRows
from desktop_llm.engine.training.preparing import prepare
from desktop_llm.engine.training.rewriting import figures
from desktop_llm.engine.training.sorting import measures
from tests.engine import tiny
from tests.engine.training.conftest import bakery_text, run_job

GOODS = ("rye", "salt", "oats", "figs", "milk", "tea", "jam", "nuts", "eggs", "rice", "plums", "beans")


def job_of(base: Path | str, text: Path, task: Task = Task.AUTO, **more: Any) -> TrainJob:
    settings: dict[str, Any] = {"steps": 30, "threads": 1, "method": Method.FULL, "precision": "fp32",
                                "early_stopping": False}  # fmt: skip
    return TrainJob("Task", str(base), (str(text),), task=task, **(settings | more))


def finished(events: list[Event], task: Task) -> TrainingFinished:
    started, done = events[0], events[-1]
    assert isinstance(started, TrainingStarted) and started.task == task
    assert isinstance(done, TrainingFinished)
    return done


@pytest.fixture
def dialogues(tmp_path: Path) -> Path:
    """What things cost, as chats."""
    rows = []
    for number, good in enumerate(GOODS * 3):
        asked = f"{'What costs' if number % 2 else 'How much is'} {good}{'' if number < 24 else ' now'}?"
        said = [{"role": "user", "content": asked}, {"role": "assistant", "content": f"{good}: 2 coins"}]
        rows.append(json.dumps({"messages": said}))
    path = tmp_path / "chats.jsonl"
    path.write_text("\n".join(rows), "utf-8")
    return path


# --- answers ------------------------------------------------------------------------------------------------------


def test_answers_are_learned_and_the_living_exam_follows(dialogues: Path, tmp_path: Path) -> None:
    base = tiny.write_llama(tmp_path / "base", initializer_range=0.05)
    job = job_of(base, dialogues, learning_rate=1e-2, steps=60, batch_tokens=512, questions=("What costs rye?",))
    events = run_job(job, tmp_path / "run")
    done = finished(events, Task.ANSWER)
    assert done.held_out_loss_after < 0.5 * done.held_out_loss_before
    answers = [event for event in events if isinstance(event, ExamAnswered)]
    assert answers[0].step == 0 and answers[-1].step == 60 and len(answers) >= 4
    assert "coins" in answers[-1].answers[0] and answers[0].answers != answers[-1].answers
    assert check_folder(Path(done.checkpoint)).kind is Kind.CHAT


def test_model_without_a_template_gets_a_plain_one_and_keeps_it(dialogues: Path, tmp_path: Path) -> None:
    base = tiny.write_llama(tmp_path / "base", template=None)
    done = finished(run_job(job_of(base, dialogues, steps=2), tmp_path / "run"), Task.ANSWER)
    assert check_folder(Path(done.checkpoint)).kind is Kind.CHAT
    tokenizer = transformers.AutoTokenizer.from_pretrained(done.checkpoint)
    text = tokenizer.apply_chat_template(
        [{"role": "user", "content": "Hi"}], add_generation_prompt=True, tokenize=False
    )
    assert text == "User: Hi\n\nAssistant:"


def test_loss_is_on_the_assistants_words_alone_as_the_templates_own_marks_say(starter_chat: Path) -> None:
    base = load_checkpoint(Load(path=str(starter_chat), precision="fp32", threads=1), lambda _: None)
    said = [
        ("system", "Be brief."),
        ("user", "Hello?"),
        ("assistant", "Hi there."),
        ("user", "2+2"),
        ("assistant", "4"),
    ]
    (item,) = items_of(base, [Message(role, text) for role, text in said])
    marked = base.tokenizer.apply_chat_template(
        [{"role": role, "content": text} for role, text in said], return_dict=True, return_assistant_tokens_mask=True
    )
    assert item.ids.tolist() == marked["input_ids"]
    told = np.flatnonzero(item.labels != NOTHING) + 1
    wanted = np.flatnonzero(marked["assistant_masks"])
    assert set(wanted) <= set(told)
    assert base.tokenizer.decode([item.ids[at] for at in sorted(set(told) - set(wanted))]).strip() == ""
    assert (item.labels[told - 1] == item.ids[told]).all()


def test_template_that_changes_earlier_turns_makes_each_answer_an_example(tmp_path: Path) -> None:
    forgetful = (
        "{% for message in messages %}{% if message['role'] == 'assistant' and not loop.last %}(said){% else %}"
        "{{ message['role'] + ': ' + message['content'] }}{% endif %}<|im_end|>{% endfor %}"
        "{% if add_generation_prompt %}assistant:{% endif %}"
    )
    base = load_checkpoint(Load(path=str(tiny.write_llama(tmp_path / "m", template=forgetful))), lambda _: None)
    said = (Message("user", "a"), Message("assistant", "first"), Message("user", "b"), Message("assistant", "second"))
    items = items_of(base, said)
    told = [base.tokenizer.decode(item.labels[item.labels != NOTHING].tolist()) for item in items]
    assert [text.replace("<|im_end|>", "").replace("<|end|>", "").strip() for text in told] == ["first", "second"]


@pytest.mark.parametrize("model", [transformers.LlamaForCausalLM, transformers.GPT2LMHeadModel])
def test_packed_examples_have_the_loss_that_plain_transformers_gives_each_alone(tmp_path: Path, model: Any) -> None:
    if model is transformers.LlamaForCausalLM:
        folder = tiny.write_llama(tmp_path / "m")
    else:
        config = transformers.GPT2Config(vocab_size=259, n_positions=256, n_embd=32, n_layer=2, n_head=2)
        folder = tiny._write(tmp_path / "m", model, config, tiny.byte_tokenizer(tiny.CHAT_TEMPLATE))
    base = load_checkpoint(Load(path=str(folder), precision="fp32", threads=1), lambda _: None)
    examples = [Example(messages=(Said("user", good * n), Said("assistant", good))) for n, good in enumerate(GOODS, 1)]
    items = [item for one in examples for item in items_of(base, [Message(m.role, m.text) for m in one.messages])]
    objective = Continuing(base.model, base.vocabulary, None)
    assert objective.packs
    rows = PackedRows(items, 256, 0, seed=1)
    assert rows.rows < len(items) / 2 and rows.tokens > 0.8 * rows.rows * 256
    batch = rows.of(range(rows.rows))
    ours = float(objective.summed(base.model, batch).detach()) / batch.predicted
    total = 0.0
    for item in items:
        labels = torch.full((1, len(item.ids)), NOTHING)
        labels[0, 1:] = torch.from_numpy(item.labels[:-1])
        ids = torch.from_numpy(item.ids)[None].long()
        with torch.no_grad():
            count = int((labels != NOTHING).sum())
            total += float(base.model(input_ids=ids, labels=labels).loss) * count
    assert ours == pytest.approx(total / batch.predicted, rel=1e-4)


def test_long_examples_are_cut_and_counted(tmp_path: Path) -> None:
    base = load_checkpoint(Load(path=str(tiny.write_llama(tmp_path / "m"))), lambda _: None)
    long = Example(messages=(Said("user", "a"), Said("assistant", "b" * 500)))
    short = Example(messages=(Said("user", "a"), Said("assistant", "b")))
    corpus = Corpus(ExampleKind.DIALOGUE, (long, short, short), (short,))
    study = Dialogues(job_of("", tmp_path), base, corpus, Continuing(base.model, base.vocabulary, None), lambda _: None)
    material = study.material(128)
    assert study.cut == 1 and material.rows >= 2 and material.batch(0).ids.shape[1] == 128


# --- gaps, sorts, rewriting, a new model --------------------------------------------------------------------------


def test_gaps_are_hidden_as_bert_hides_them(starter_encoder: Path) -> None:
    base = load_checkpoint(Load(path=str(starter_encoder), precision="fp32", threads=1), lambda _: None)
    ids = np.tile(np.arange(100, 164, dtype=np.int32), 500)
    rows = MaskedRows(ids, 66, job_of("", Path()), base)
    rows.begin(400)
    batch = rows.batch(0)
    told = batch.labels != NOTHING
    marks = batch.ids[:, [0, -1]]
    assert len(set(marks[:, 0])) == len(set(marks[:, 1])) == 1 and not told[:, [0, -1]].any()
    assert told.mean() == pytest.approx(0.15, abs=0.01)
    hidden = batch.ids[told] == base.tokenizer.mask_token_id
    same = batch.ids[told] == batch.labels[told]
    assert hidden.mean() == pytest.approx(0.8, abs=0.03) and same.mean() == pytest.approx(0.1, abs=0.03)
    again = MaskedRows(ids, 66, job_of("", Path()), base)
    again.begin(400)
    assert (again.batch(0).ids == batch.ids).all() and (again.batch(1).labels != again.batch(0).labels).any()


def test_encoder_learns_the_language_of_the_texts(starter_encoder: Path, text: Path, tmp_path: Path) -> None:
    job = job_of(starter_encoder, text, steps=12, block_tokens=64, batch_tokens=512, questions=("A ___ of bread.",))
    events = run_job(job, tmp_path / "run")
    done = finished(events, Task.FILL)
    assert done.held_out_loss_after < 0.9 * done.held_out_loss_before
    assert check_folder(Path(done.checkpoint)).kind is Kind.MASKED
    assert any(isinstance(event, ExamAnswered) and event.answers[0] for event in events)


@pytest.mark.parametrize("method", [Method.FULL, Method.LORA])
def test_sorting_is_learned_and_measured(starter_encoder: Path, tmp_path: Path, method: Method) -> None:
    chance = random.Random(1)
    rows = ["text,label"]
    for number in range(120):
        sort = ("bread", "money")[number % 2]
        words = {"bread": ("loaf", "oven", "rye", "flour"), "money": ("coins", "bank", "price", "debt")}[sort]
        rows.append(f"{' '.join(chance.choices(words, k=5))} {number},{sort}")
    path = tmp_path / "sorts.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    job = job_of(starter_encoder, path, steps=40, learning_rate=2e-3, batch_tokens=128, method=method,
                 questions=("flour rye oven",))  # fmt: skip
    events = run_job(job, tmp_path / "run")
    done = finished(events, Task.SORT)
    assert dict(done.metrics)["accuracy"] > 0.9 and "f1: bread" in dict(done.metrics)
    result = json.loads((tmp_path / "run" / "result.json").read_text("utf-8"))
    confusion = np.asarray(result["metrics"]["confusion"])
    assert confusion.shape == (2, 2) and result["metrics"]["labels"] == ["bread", "money"]
    assert confusion.trace() / confusion.sum() == pytest.approx(dict(done.metrics)["accuracy"])
    assert check_folder(Path(done.checkpoint)).kind is Kind.CLASSIFIER
    loaded = load_checkpoint(Load(path=done.checkpoint, precision="fp32"), lambda _: None)
    assert loaded.labels == ("bread", "money")
    with torch.no_grad():
        logits = loaded.model(input_ids=torch.tensor([loaded.encode("flour loaf rye oven 7")])).logits[0]
    assert int(logits.argmax()) == 0
    record = runs.read_run(tmp_path / "run")
    assert record is not None and dict(record.metrics)["accuracy"] > 0.9 and record.task == "sort"
    last = [event for event in events if isinstance(event, ExamAnswered)][-1]
    assert last.answers[0].startswith("bread (")


def test_causal_model_learns_to_sort_too(tmp_path: Path) -> None:
    path = tmp_path / "sorts.csv"
    rows = [f"{'aaaa' if number % 2 else 'zzzz'} {number},{'low' if number % 2 else 'high'}" for number in range(60)]
    path.write_text("text,label\n" + "\n".join(rows) + "\n", "utf-8")
    base = tiny.write_llama(tmp_path / "base", initializer_range=0.05)
    done = finished(run_job(job_of(base, path, steps=40, learning_rate=5e-3), tmp_path / "run"), Task.SORT)
    assert dict(done.metrics)["accuracy"] == 1.0
    assert check_folder(Path(done.checkpoint)).kind is Kind.CLASSIFIER


def test_measures_of_sorting_are_those_of_the_textbook() -> None:
    found = measures([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 0, 1], ("a", "b", "c"))
    assert found["confusion"] == [[2, 1, 0], [1, 1, 0], [0, 1, 0]]
    assert found["accuracy"] == pytest.approx(3 / 6)
    assert (found["precision: a"], found["recall: a"], found["f1: a"]) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert (found["precision: b"], found["recall: b"], found["f1: b"]) == pytest.approx((1 / 3, 1 / 2, 0.4))
    assert (found["precision: c"], found["recall: c"], found["f1: c"]) == (0.0, 0.0, 0.0)
    assert found["macro_f1"] == pytest.approx((2 / 3 + 0.4) / 3)


def test_rewriting_is_learned(tmp_path: Path) -> None:
    config = transformers.T5Config(
        vocab_size=259, d_model=32, d_kv=16, d_ff=64, num_layers=1, num_heads=2, decoder_start_token_id=0,
        eos_token_id=0, pad_token_id=1, dropout_rate=0.0,
    )  # fmt: skip
    base = tiny._write(tmp_path / "base", transformers.T5ForConditionalGeneration, config, tiny.byte_tokenizer())
    pairs = [f"{one} {two}\t{two.upper()}" for one in GOODS for two in GOODS[:4]]
    path = tmp_path / "pairs.tsv"
    path.write_text("\n".join(["source\ttarget", *pairs]) + "\n", "utf-8")
    job = job_of(base, path, steps=80, learning_rate=1e-2, batch_tokens=512)
    done = finished(run_job(job, tmp_path / "run"), Task.REWRITE)
    assert done.held_out_loss_after < 0.6 * done.held_out_loss_before
    assert set(dict(done.metrics)) == {"chrf", "bleu"}
    outputs = json.loads((tmp_path / "run" / "result.json").read_text("utf-8"))["metrics"]["outputs"]
    assert outputs and all(len(row) == 3 for row in outputs)
    assert check_folder(Path(done.checkpoint)).kind is Kind.SEQ2SEQ


def test_figures_of_rewriting() -> None:
    assert figures(["the cat sat on the mat"], ["the cat sat on the mat"]) == pytest.approx({"chrf": 100, "bleu": 100})
    assert figures(["xyz"], ["the cat"])["chrf"] == 0


def test_new_model_learns_from_nothing(text: Path, tmp_path: Path) -> None:
    job = job_of("", text, layers=1, width=48, heads=3, vocabulary=300, steps=40, learning_rate=5e-3, batch_tokens=512)
    done = finished(run_job(job, tmp_path / "run"), Task.SCRATCH)
    assert done.held_out_loss_after < 0.8 * done.held_out_loss_before
    facts = check_folder(Path(done.checkpoint))
    assert (facts.kind, facts.layers, facts.hidden, facts.heads, facts.vocabulary) == (Kind.BASE, 1, 48, 3, 300)
    weights = load_file(Path(done.checkpoint) / "model.safetensors")
    assert sum(tensor.numel() for tensor in weights.values()) == facts.parameters
    tokenizer = transformers.AutoTokenizer.from_pretrained(done.checkpoint)
    assert tokenizer.decode(tokenizer("Brötchen 面包 \n x")["input_ids"]) == "Brötchen 面包 \n x"


# --- what goes with what ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "base", "task"),
    [
        (ExampleKind.PROSE, Kind.BASE, Task.STYLE),
        (ExampleKind.PROSE, Kind.CHAT, Task.STYLE),
        (ExampleKind.PROSE, Kind.MASKED, Task.FILL),
        (ExampleKind.PROSE, None, Task.SCRATCH),
        (ExampleKind.DIALOGUE, Kind.BASE, Task.ANSWER),
        (ExampleKind.PAIRS, Kind.CHAT, Task.ANSWER),
        (ExampleKind.PAIRS, Kind.SEQ2SEQ, Task.REWRITE),
        (ExampleKind.LABELLED, Kind.MASKED, Task.SORT),
        (ExampleKind.LABELLED, Kind.BASE, Task.SORT),
        (ExampleKind.LABELLED, Kind.CLASSIFIER, Task.SORT),
    ],
)
def test_task_follows_from_texts_and_base(texts: ExampleKind, base: Kind | None, task: Task) -> None:
    assert choose_task(TrainJob("", "", ()), texts, base) is task
    assert choose_task(TrainJob("", "", (), task=task), texts, base) is task


@pytest.mark.parametrize(
    ("task", "texts", "base", "code"),
    [
        (Task.STYLE, ExampleKind.PROSE, Kind.MASKED, ErrorCode.WRONG_KIND),
        (Task.FILL, ExampleKind.PROSE, Kind.BASE, ErrorCode.WRONG_KIND),
        (Task.REWRITE, ExampleKind.PAIRS, Kind.BASE, ErrorCode.WRONG_KIND),
        (Task.AUTO, ExampleKind.PROSE, Kind.EMBEDDING, ErrorCode.WRONG_KIND),
        (Task.ANSWER, ExampleKind.PROSE, Kind.CHAT, ErrorCode.TEXT_NO_EXAMPLES),
        (Task.SORT, ExampleKind.PROSE, Kind.MASKED, ErrorCode.TEXT_NO_EXAMPLES),
        (Task.AUTO, ExampleKind.PROSE, Kind.SEQ2SEQ, ErrorCode.TEXT_NO_EXAMPLES),
        (Task.AUTO, ExampleKind.PREFERENCE, Kind.CHAT, ErrorCode.TEXT_PREFERENCE),
    ],
)
def test_what_cannot_be_learned_is_refused(task: Task, texts: ExampleKind, base: Kind, code: ErrorCode) -> None:
    with pytest.raises(AppError) as caught:
        choose_task(TrainJob("", "", (), task=task), texts, base)
    assert caught.value.code is code


def test_short_texts_are_packed_whole(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number, paragraph in enumerate(bakery_text(30).split("\n\n")):
        (folder / f"{number:02}.txt").write_text(paragraph, "utf-8")
    base = tiny.write_llama(tmp_path / "base", context=512)
    texts = tuple(str(path) for path in sorted(folder.iterdir()))
    job = TrainJob("", str(base), texts, threads=1, method=Method.FULL, batch_tokens=1024)
    prepared = prepare(job, Control(), tmp_path / "start")
    batch = prepared.rows.batch(0)
    assert batch.examples is not None and batch.examples.max() >= 1
    assert batch.tokens / batch.ids.size > 0.5
