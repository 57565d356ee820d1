"""Files of the first kinds -> examples: shapes of chat exports, tables, what is held back and never trained on."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_llm.core.conversation import Conversation, Turn
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import Corpus, Example, ExampleKind, Reading, Said
from desktop_llm.core.export import conversation_as_json
from desktop_llm.documents import load_corpus, split_held_out

STORY = "".join(f"{n}. It was the best of times, and he said that this is how it was to be.\n\n" for n in range(60))
Write = Callable[[str, str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_text(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, "utf-8")
        return str(tmp_path / name)

    return write_text


def lines(records: list[object]) -> str:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)


def everything(corpus: Corpus) -> list[Example]:
    return [*corpus.training, *corpus.held_out]


def question(number: int) -> str:
    return f"What is {number} plus {number}?"


def test_prose_is_cut_where_it_always_was(write: Write) -> None:
    corpus = load_corpus([write("story.txt", STORY)])
    assert corpus.kind is ExampleKind.PROSE
    assert (corpus.training[0].text, corpus.held_out[0].text) == split_held_out(STORY, 0.1)
    name, sha256, characters = corpus.digests[0]
    assert (name, len(sha256), characters) == ("story.txt", 64, len(STORY))


ANSWERED = Said("user", question(3)), Said("assistant", "6")
SHAPES: dict[str, Callable[[int], object]] = {
    "openai": lambda n: {
        "messages": [{"role": "user", "content": question(n)}, {"role": "assistant", "content": f"{n + n}"}]
    },
    "parts": lambda n: {
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": question(n)}]},
            {"role": "assistant", "content": [{"type": "text", "text": f"{n + n}"}]},
        ]
    },
    "sharegpt": lambda n: {
        "conversations": [{"from": "human", "value": question(n)}, {"from": "gpt", "value": f"{n + n}"}]
    },
    "alpaca": lambda n: {"instruction": question(n), "input": "", "output": f"{n + n}"},
    "completion": lambda n: {"prompt": question(n), "completion": f"{n + n}"},
    "question": lambda n: {"id": n, "question": question(n), "answer": n + n},
    "bare": lambda n: [{"role": "user", "content": question(n)}, {"role": "assistant", "content": f"{n + n}"}],
    "chatgpt": lambda n: {
        "current_node": "c",
        "mapping": {
            "a": {"message": None, "parent": None, "children": ["b"]},
            "b": {"message": {"author": {"role": "user"}, "content": {"parts": [question(n)]}}, "parent": "a"},
            "c": {"message": {"author": {"role": "assistant"}, "content": {"parts": [f"{n + n}"]}}, "parent": "b"},
            "x": {"message": {"author": {"role": "assistant"}, "content": {"parts": ["other"]}}, "parent": "b"},
        },
    },
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("form", ["lines", "array", "lines named .json"])
def test_chat_exports(write: Write, shape: str, form: str) -> None:
    records = [SHAPES[shape](n) for n in range(20)]
    if form == "array":
        path = write("chat.json", json.dumps(records))
    else:
        path = write("chat.jsonl" if form == "lines" else "chat.json", lines(records))
    corpus = load_corpus([path])
    assert corpus.kind is ExampleKind.DIALOGUE
    assert (len(corpus.training), len(corpus.held_out)) == (18, 2)
    assert ANSWERED in [example.messages for example in everything(corpus)]


def test_alpaca_input_follows_the_instruction(write: Write) -> None:
    records = [{"instruction": "Add.", "input": f"{n}+{n}", "output": f"{n + n}"} for n in range(20)]
    examples = everything(load_corpus([write("alpaca.json", json.dumps(records))]))
    assert (Said("user", "Add.\n3+3"), Said("assistant", "6")) in [example.messages for example in examples]


def test_exported_conversations_of_this_program(tmp_path: Path) -> None:
    for number in range(10):
        turns = (Turn(1, 1, None, "user", question(number), 0.0), Turn(2, 1, 1, "assistant", f"{number * 2}", 0.0))
        conversation = Conversation(1, "sums", 0.0, 0.0, system="Be short.", turns=turns)
        (tmp_path / f"{number}.json").write_text(conversation_as_json(conversation), "utf-8")
    corpus = load_corpus([str(path) for path in sorted(tmp_path.glob("*.json"))])
    assert corpus.kind is ExampleKind.DIALOGUE and len(everything(corpus)) == 10
    assert (Said("system", "Be short."), *ANSWERED) in [example.messages for example in everything(corpus)]


def test_what_a_tool_said_and_a_greeting_are_left_out(write: Write) -> None:
    said = [
        {"role": "assistant", "content": "Hello!"},
        {"role": "user", "content": question(3)},
        {"role": "tool", "content": "6.0"},
        {"role": "assistant", "content": "6"},
        {"role": "user", "content": "Thanks"},
    ]
    corpus = load_corpus([write("chat.jsonl", lines([{"messages": said}, *map(SHAPES["openai"], range(10, 20))]))])
    assert ANSWERED in [example.messages for example in everything(corpus)]


def test_preference_pairs_are_for_later(write: Write) -> None:
    records = [{"prompt": question(n), "chosen": f"{n + n}", "rejected": "no idea"} for n in range(20)]
    with pytest.raises(AppError) as caught:
        load_corpus([write("better.jsonl", lines(list(records)))])
    assert caught.value.code is ErrorCode.TEXT_PREFERENCE


@pytest.mark.parametrize(
    ("name", "separator", "header"),
    [("a.csv", ",", "label,text"), ("a.csv", ";", "Label;Text"), ("a.tsv", "\t", "label\ttext"), ("a.tsv", "\t", "")],
)
def test_labelled_tables(write: Write, name: str, separator: str, header: str) -> None:
    rows = [f"{'good' if n % 2 else 'bad'}{separator}This film number {n} was what it was" for n in range(40)]
    corpus = load_corpus([write(name, "\n".join(filter(None, [header, *rows])))])
    assert (corpus.kind, corpus.labels) == (ExampleKind.LABELLED, ("bad", "good"))
    assert len(everything(corpus)) == 40
    assert {example.label for example in corpus.held_out} == {"bad", "good"}


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("question,answer", ExampleKind.DIALOGUE),
        ("source,target", ExampleKind.PAIRS),
        ("en,fr", ExampleKind.PAIRS),
        ("问题,答案", ExampleKind.DIALOGUE),
        ("id,text", ExampleKind.PROSE),
    ],
)
def test_columns_are_told_from_their_names(write: Write, header: str, kind: ExampleKind) -> None:
    first = "{n}" if header.startswith("id") else "Where is the house number {n}"
    rows = "\n".join(f"{first},the answer is on street {n} of the town".format(n=n) for n in range(40))
    assert load_corpus([write("table.csv", f"{header}\n{rows}")]).kind is kind


def test_the_person_says_which_column_is_which(write: Write) -> None:
    rows = "\n".join(f"{n},The long description of thing {n},thing {n % 3}" for n in range(30))
    path = write("things.csv", f"id,words,sort\n{rows}")
    reading = Reading(kind="pairs", columns=("text=sort", "target=words"))
    corpus = load_corpus([path], reading)
    assert corpus.kind is ExampleKind.PAIRS
    assert ("thing 1", "The long description of thing 4") in [(e.text, e.target) for e in everything(corpus)]


def test_a_stray_quotation_mark_swallows_no_rows(write: Write) -> None:
    rows = [f"ham\tmessage {n} says hello" for n in range(30)]
    rows[10] = 'spam\t"unclosed, he said'
    assert len(everything(load_corpus([write("sms.tsv", "\n".join(rows))]))) == 30


def test_cells_with_line_breaks_and_commas(write: Write) -> None:
    rows = "\n".join(f'"Why, {n}?","Because\nof ""{n}"""' for n in range(12))
    corpus = load_corpus([write("qa.csv", f"question,answer\n{rows}")])
    assert (Said("user", "Why, 3?"), Said("assistant", 'Because\nof "3"')) in [e.messages for e in everything(corpus)]


def test_one_quoted_column_is_one_column(write: Write) -> None:
    corpus = load_corpus([write("notes.csv", "text\n" + "\n".join(f'"Day {n}, and it was good"' for n in range(40)))])
    assert corpus.kind is ExampleKind.PROSE
    assert "Day 3, and it was good" in [example.text for example in everything(corpus)]


@pytest.mark.parametrize(
    "value",
    [
        {"question": [question(n) for n in range(20)], "answer": [n + n for n in range(20)]},
        {f"key {n}": {"question": question(n), "answer": n + n} for n in range(20)},
        {"version": 1, "data": [{"question": question(n), "answer": n + n} for n in range(20)]},
        [{"qa": {"question": question(n), "answer": n + n}} for n in range(20)],
    ],
    ids=["columns", "by key", "inside", "nested"],
)
def test_records_wherever_they_stand_in_a_json_file(write: Write, value: object) -> None:
    examples = everything(load_corpus([write("rows.json", json.dumps(value))]))
    assert len(examples) == 20 and ANSWERED in [example.messages for example in examples]


def test_a_number_for_each_row_is_no_label(write: Write) -> None:
    path = write("rows.csv", "id,text\n" + "\n".join(f"{n},This is text {n}" for n in range(30)))
    with pytest.raises(AppError) as caught:
        load_corpus([path], Reading(kind="labelled", columns=("label=id", "text=text")))
    assert caught.value.code is ErrorCode.TEXT_LABELS


def test_questions_and_answers_in_a_text(write: Write) -> None:
    text = "\n\n".join(f"Q: {question(n)}\nA: It is\n{n + n}" for n in range(10))
    corpus = load_corpus([write("faq.txt", text)])
    assert corpus.kind is ExampleKind.DIALOGUE
    assert (Said("user", question(3)), Said("assistant", "It is\n6")) in [e.messages for e in everything(corpus)]
    assert load_corpus([write("faq.txt", text)], Reading(kind="prose")).kind is ExampleKind.PROSE


def test_a_play_is_prose(write: Write) -> None:
    text = "\n\n".join(f"{who}:\nSo he said that it was number {n}." for n in range(30) for who in ("KING", "FOOL"))
    assert load_corpus([write("play.txt", text)]).kind is ExampleKind.PROSE


def test_duplicates_go_and_none_of_the_exam_is_in_training(write: Write) -> None:
    records = [SHAPES["question"](n % 30) for n in range(60)]
    path = write("twice.jsonl", lines(records))
    for keep, count in ((False, 30), (True, 60)):
        corpus = load_corpus([path], Reading(keep_duplicates=keep))
        assert len(everything(corpus)) == count
        assert not {e.messages for e in corpus.training} & {e.messages for e in corpus.held_out}


def test_one_question_with_two_answers_is_on_one_side(write: Write) -> None:
    records = [{"question": question(n // 2), "answer": f"answer {n}"} for n in range(60)]
    corpus = load_corpus([write("two.jsonl", lines(list(records)))])
    assert corpus.held_out
    assert not {e.messages[0] for e in corpus.training} & {e.messages[0] for e in corpus.held_out}


def test_the_choice_stays_when_rows_are_sorted(write: Write) -> None:
    records = [SHAPES["question"](n) for n in range(50)]
    one = load_corpus([write("one.jsonl", lines(records))])
    other = load_corpus([write("other.jsonl", lines(records[::-1]))])
    assert {e.messages for e in one.held_out} == {e.messages for e in other.held_out}


def test_held_back_paragraphs_do_not_stand_elsewhere_in_training(write: Write) -> None:
    held_out = split_held_out(STORY, 0.1)[1]
    paths = [write("story.txt", STORY), write("again.txt", f"{STORY[:800]}\n\n{held_out}\n\n" + "Other words. " * 60)]
    corpus = load_corpus(paths)
    trained = "\n".join(example.text for example in corpus.training)
    paragraphs = [p.strip() for example in corpus.held_out for p in example.text.split("\n\n") if len(p) > 20]
    assert paragraphs and not [paragraph for paragraph in paragraphs if paragraph in trained.split("\n\n")]


def test_the_exam_is_a_file_of_the_persons_own(write: Write) -> None:
    path = write("all.jsonl", lines([SHAPES["question"](n) for n in range(40)]))
    exam = write("exam.jsonl", lines([SHAPES["question"](n) for n in range(35, 45)]))
    corpus = load_corpus([path], Reading(held_out_files=(exam,)))
    assert (len(corpus.training), len(corpus.held_out)) == (35, 10)
    assert [name for name, _, _ in corpus.digests] == ["all.jsonl", "exam.jsonl"]


def test_bad_rows_do_not_stop_the_others(write: Write) -> None:
    rows = lines([SHAPES["question"](n) for n in range(20)]).split("\n")
    rows[3:3] = ["{broken", '{"question": "no answer?"}', "", "{}", "[" * 5000]
    assert len(everything(load_corpus([write("rows.jsonl", "\n".join(rows))]))) == 20


def test_an_array_that_was_cut_off_gives_what_is_whole(write: Write) -> None:
    text = json.dumps([SHAPES["alpaca"](n) for n in range(20)])
    assert len(everything(load_corpus([write("cut.json", text[:-30])]))) == 19


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.json", "this is no JSON", ErrorCode.TEXT_DAMAGED),
        ("a.jsonl", "neither\nis this", ErrorCode.TEXT_DAMAGED),
        ("a.csv", "label,text", ErrorCode.TEXT_EMPTY),
        ("a.jsonl", lines([{"question": "a?", "answer": "b"}] * 3), ErrorCode.TEXT_TOO_FEW),
        ("a.csv", "label,text\n" + "\n".join(f"same,This is text {n}" for n in range(20)), ErrorCode.TEXT_LABELS),
    ],
)
def test_what_cannot_be_learned_from(write: Write, name: str, text: str, code: ErrorCode) -> None:
    reading = Reading(kind="labelled") if code is ErrorCode.TEXT_LABELS else Reading()
    with pytest.raises(AppError) as caught:
        load_corpus([write(name, text)], reading)
    assert caught.value.code is code


def test_personal_data_is_replaced(write: Write) -> None:
    text = STORY + "Write to jane.doe@example.org or call +49 30 901820. Card 4111 1111 1111 1111.\n\n" + STORY
    corpus = load_corpus([write("letter.txt", text)], Reading(leave_out=("mail", "phone", "card")))
    assert "Write to [mail] or call [phone]. Card [card]." in corpus.training[0].text


@pytest.mark.parametrize("reading", [Reading(held_out_share=0.0), Reading(held_out_share=0.7), Reading(kind="poem")])
def test_impossible_readings(write: Write, reading: Reading) -> None:
    with pytest.raises(AppError) as caught:
        load_corpus([write("story.txt", STORY)], reading)
    assert caught.value.code is ErrorCode.BAD_OPTION


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("name", "kind", "examples"),
    [
        ("chat_sharegpt_dummy.json", ExampleKind.DIALOGUE, 500),
        ("instruct_llmsfs.json", ExampleKind.DIALOGUE, 1100),
        ("instruct_llmsfs_messages.jsonl", ExampleKind.DIALOGUE, 1100),
        ("qa_xquad_en.json", ExampleKind.DIALOGUE, 1190),
        ("en_fr_tatoeba1000.tsv", ExampleKind.PAIRS, 1000),
        ("sms_spam.tsv", ExampleKind.LABELLED, 5574),
        ("sms_spam_balanced400.csv", ExampleKind.LABELLED, 400),
        ("tinyshakespeare.txt", ExampleKind.PROSE, 2),
        ("zh_tang300.json", ExampleKind.PROSE, 366),
    ],
)
def test_real_data(shared_data: Path, name: str, kind: ExampleKind, examples: int) -> None:
    corpus = load_corpus([str(shared_data / "texts" / name)], Reading(keep_duplicates=True))
    assert corpus.kind is kind
    assert len(everything(corpus)) == examples
