"""The check-up: what is said of a person's files before anything is trained."""

import json
import random
import time
from pathlib import Path

import pytest

from desktop_llm.core.check_up import LEFT_OUT, Problem, ProblemCode, TextReport
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.examples import ExampleKind, Reading
from desktop_llm.documents import load_corpus, read_corpus
from desktop_llm.documents.personal import count_personal
from desktop_llm.documents.similarity import near_duplicates
from desktop_llm.documents.suspects import repeated_lines
from tests.documents import made

WORDS = (
    "the bread oven rises early when morning light falls over village roofs and flour dust settles on old wooden "
    "tables where three bakers knead dough while rain taps windows and children wait for sweet rolls"
).split()


def sentence(seed: int, words: int = 14) -> str:
    picked = random.Random(seed).choices(WORDS, k=words)
    return " ".join(picked).capitalize() + "."


def problems_of(report: TextReport) -> dict[str, Problem]:
    return {problem.code: problem for problem in report.problems}


def test_prose(tmp_path: Path) -> None:
    text = "\n\n".join(sentence(n) for n in range(100))
    (tmp_path / "a.txt").write_text(f"{text}\n\n{sentence(3)}")
    (tmp_path / "b.docx").write_bytes(made.word([sentence(n) for n in range(200, 240)]))
    (tmp_path / "c.pdf").write_bytes(b"no such thing")
    report = read_corpus([str(tmp_path / name) for name in ("a.txt", "b.docx", "c.pdf")])
    assert (report.kind, report.kind_confidence, report.languages) == ("prose", 1.0, ("en",))
    assert [file.words for file in report.files] == [101 * 14, 40 * 14, 0]
    assert [file.trouble for file in report.files] == ["", "", ErrorCode.TEXT_DAMAGED]
    assert report.words == 141 * 14 and report.duplicates == 1
    assert 0.07 < report.held_back_words / report.words < 0.13
    assert report.training_excerpt.startswith(sentence(0))
    assert (report.training_examples, report.held_out_examples) == (2, 2)


def test_the_held_back_words_of_the_report_are_those_of_the_corpus(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"question": sentence(n), "answer": sentence(-n)}) for n in range(50)))
    report, corpus = read_corpus([str(path)]), load_corpus([str(path)])
    said = [message.text for example in corpus.held_out for message in example.messages]
    assert report.held_back_words == len(" ".join(said).split())
    assert (report.training_examples, report.held_out_examples) == (len(corpus.training), len(corpus.held_out))
    assert report.training[0].messages == corpus.training[0].messages


def test_bad_rows_are_counted_by_their_numbers(tmp_path: Path) -> None:
    rows = [json.dumps({"question": sentence(n), "answer": sentence(n + 500)}) for n in range(30)]
    rows[4] = "{broken"
    rows[9] = json.dumps({"question": "and now?"})
    rows[14] = "{}"
    rows[19] = rows[0]
    rows[24] = json.dumps({"question": "long", "answer": "x" * 200_000})
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(rows))
    report = read_corpus([str(path)])
    found = {problem.code: problem.rows for problem in report.problems if problem.code in LEFT_OUT}
    assert found == {
        ProblemCode.ROW_BROKEN: (5,),
        ProblemCode.ROW_INCOMPLETE: (10,),
        ProblemCode.ROW_EMPTY: (15,),
        ProblemCode.ROW_DUPLICATE: (20,),
        ProblemCode.ROW_ENORMOUS: (25,),
    }
    assert report.training_examples + report.held_out_examples == 25


def test_labels_are_counted_and_doubted(tmp_path: Path) -> None:
    rows = [f"{sentence(n)},{('good', 'bad')[n % 2]}" for n in range(40)]
    rows += [f"{sentence(0)},bad", f"{sentence(99)},odd"]
    path = tmp_path / "rows.csv"
    path.write_text("text,label\n" + "\n".join(rows))
    report = read_corpus([str(path)])
    assert (report.kind, report.columns, report.roles) == (
        "labelled",
        ("text", "label"),
        ("text=text", "label=label"),
    )
    assert dict(report.labels) == {"good": 20, "bad": 21, "odd": 1}
    found = problems_of(report)
    assert found[ProblemCode.LABELS_DISAGREE].rows == (42,)
    assert (found[ProblemCode.LABEL_RARE].rows, found[ProblemCode.LABEL_RARE].detail) == ((43,), "odd")


def test_near_duplicates_are_found_and_others_are_not() -> None:
    texts = [sentence(n, 50) for n in range(400)]
    texts[77] = texts[20].replace("bread", "cake", 1).replace(".", "!")
    texts[78] = texts[20] + " Indeed."
    texts[300] = texts[30]  # exact copies are counted elsewhere
    chinese = "学而时习之不亦说乎有朋自远方来不亦乐乎人不知而不愠不亦君子乎"
    found = list(near_duplicates([*texts, chinese, chinese + "也", "短"]))
    assert found == [77, 78, 401]


def test_near_duplicates_of_many_texts_take_seconds() -> None:
    texts = [sentence(n, 20) for n in range(3000)]
    start = time.process_time()
    assert not list(near_duplicates(texts))
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Write to jane.doe+x@mail.example.co.uk today", "mail"),
        ("邮箱是zhang@example.com。", "mail"),
        ("card 4111 1111 1111 1111 until May", "card"),
        ("5500-0000-0000-0004", "card"),
        ("call +49 30 901820-0 or", "phone"),
        ("(801) 596-1887", "phone"),
        ("0171 2345678", "phone"),
        ("手机13812345678", "phone"),
    ],
)
def test_personal_data_is_found(text: str, kind: str) -> None:
    assert dict(count_personal(text)) == {kind: 1}


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",  # wrong check digit
        "on 2024-05-13 and 13.05.2024, from 1999-2004",
        "1,234,567.89 and 3.14159265358979",
        "it is @home, a@b, or x @ y",
        "1000000 words, 12 34 56 78",
        "978-3-16",
        "0000 0000 0000 0000",
    ],
)
def test_what_is_no_personal_data(text: str) -> None:
    assert not count_personal(text)


def test_personal_data_is_counted_even_when_it_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Ask jane@example.org about it. " + "\n\n".join(sentence(n) for n in range(40)))
    report = read_corpus([str(path)], Reading(leave_out=("mail",)))
    assert report.personal == (("mail", 1),)
    assert report.training_excerpt.startswith("Ask [mail] about it.")


def test_headers_of_pages_that_are_pages_no_more() -> None:
    lines = []
    for page in range(12):
        lines += [f"Annual report | page {page}", *(sentence(page * 50 + n) for n in range(30))]
    assert repeated_lines("\n".join(lines)) == ["Annual report | page 0"]
    rng = random.Random(1)
    play = [line for n in range(300) for line in (rng.choice(["First Citizen:", "All:"]), sentence(n))]
    assert repeated_lines("\n".join(play)) == []


def test_lost_letters_are_named_by_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join([sentence(1), "caf\ufffd", *(sentence(n) for n in range(20))]), "utf-8")
    assert problems_of(read_corpus([str(path)]))[ProblemCode.LETTERS_LOST].rows == (2,)


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    rows = [json.dumps({"question": sentence(n), "answer": sentence(n + 500)}) for n in range(60)]
    (tmp_path / "rows.jsonl").write_text("\n".join(rows))
    (tmp_path / "note.txt").write_text(sentence(7))
    report = read_corpus([str(tmp_path / "rows.jsonl"), str(tmp_path / "note.txt")])
    assert report.kind == "dialogue"
    assert report.kind_confidence < 1
    assert problems_of(report)[ProblemCode.ROW_OTHER_KIND].file == "note.txt"


@pytest.mark.parametrize("kind", [ExampleKind.PROSE, ExampleKind.PAIRS, ExampleKind.DIALOGUE])
def test_the_kind_can_be_corrected(tmp_path: Path, kind: ExampleKind) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("first,second\n" + "\n".join(f"{sentence(n)},{sentence(n + 500)}" for n in range(30)))
    report = read_corpus([str(path)], Reading(kind=kind.value))
    assert (report.kind, report.kind_confidence) == (kind.value, 1.0)
    assert report.training_examples + report.held_out_examples == 30


def test_nothing_of_the_kind_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n\n".join(sentence(n) for n in range(40)))
    with pytest.raises(AppError) as caught:
        read_corpus([str(path)], Reading(kind="labelled"))
    assert caught.value.code is ErrorCode.TEXT_NO_EXAMPLES


@pytest.mark.oracle
def test_real_sms(shared_data: Path) -> None:
    report = read_corpus([str(shared_data / "texts" / "sms_spam.tsv")])
    assert report.duplicates == 414  # as counted with sort and uniq, white space collapsed
    assert dict(report.labels) == {"ham": 4518, "spam": 642}
