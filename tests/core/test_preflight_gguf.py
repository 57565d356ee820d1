"""GGUF files: what is read of honest ones, and the code with which each lie in a header is refused."""

import random
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_llm.core import gguf_header
from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.gguf_file import first_part, models_among, parts_of, stem_of
from desktop_llm.core.gguf_header import read_gguf_header
from desktop_llm.core.preflight import check_model
from tests.faults.gguf_files import (
    BOOL,
    HIDDEN,
    I32,
    LIST,
    TEXT,
    U32,
    VOCABULARY,
    Tensor,
    entry,
    tensors,
    text,
    values,
    write_gguf,
    write_parts,
)

DAMAGED, INCOMPLETE, MISMATCH = ErrorCode.WEIGHTS_DAMAGED, ErrorCode.WEIGHTS_INCOMPLETE, ErrorCode.WEIGHTS_MISMATCH
CONFIG, TOKENIZER = ErrorCode.CONFIG_DAMAGED, ErrorCode.TOKENIZER_DAMAGED


def refusal(path: Path) -> ErrorCode:
    with pytest.raises(AppError) as caught:
        check_model(path)
    return caught.value.code


def test_an_honest_file(tmp_path: Path) -> None:
    facts = check_model(write_gguf(tmp_path / "tiny.gguf"))
    assert (facts.kind, facts.format, facts.dtype, facts.model_type) == (Kind.BASE, "gguf", "F32", "llama")
    assert (facts.layers, facts.hidden, facts.heads, facts.kv_heads, facts.head_size) == (2, HIDDEN, 4, 2, 8)
    assert (facts.vocabulary, facts.context_tokens, facts.licence) == (VOCABULARY, 128, "mit")
    assert facts.tied_embeddings and not facts.has_chat_template
    assert facts.weights_bytes == 4 * facts.parameters
    assert facts.bits_per_weight == 32


def test_smaller_numbers_and_a_template(tmp_path: Path) -> None:
    metadata = values(general__file_type=(U32, 7), tokenizer__chat_template=(TEXT, "{{ messages }}"))
    metadata["tokenizer.chat_template"] = metadata.pop("tokenizer.chat_template")
    facts = check_model(write_gguf(tmp_path / "tiny.gguf", metadata, tensors(form=8)))
    assert (facts.kind, facts.dtype) == (Kind.CHAT, "Q8_0")
    assert 8.5 <= facts.bits_per_weight < 9


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"llama__attention__causal": (BOOL, False)}, Kind.EMBEDDING),
        ({"llama__pooling_type": (U32, 1)}, Kind.EMBEDDING),
        ({"general__type": (TEXT, "adapter")}, Kind.ADAPTER),
        ({"general__type": (TEXT, "mmproj")}, Kind.OTHER),
    ],
)
def test_kinds(changes: dict[str, Any], kind: Kind, tmp_path: Path) -> None:
    assert check_model(write_gguf(tmp_path / "tiny.gguf", values(**changes))).kind is kind


HUGE = struct.pack("<Q", 2**63)
EXTRA: dict[str, tuple[bytes, ErrorCode]] = {
    "a list of 2^62 numbers": (text("x") + struct.pack("<IIQ", LIST, U32, 2**62), DAMAGED),
    "a list of 2^60 texts": (text("x") + struct.pack("<IIQ", LIST, TEXT, 2**60), DAMAGED),
    "a text of 2^63 bytes": (text("x") + struct.pack("<I", TEXT) + HUGE, DAMAGED),
    "a key of 2^63 bytes": (HUGE, DAMAGED),
    "a list within a list": (text("x") + struct.pack("<IIQ", LIST, LIST, 1) + b"\0" * 64, DAMAGED),
    "an unknown kind": (text("x") + struct.pack("<I", 99), DAMAGED),
    "a list of an unknown kind": (text("x") + struct.pack("<IIQ", LIST, 77, 3), DAMAGED),
    "a key twice": (entry("general.license", TEXT, "gpl"), DAMAGED),
    "a text that is none": (text("x") + struct.pack("<I", TEXT) + text(b"\xff\xfe"), DAMAGED),
    "a token of 100,000 bytes": (entry("x", LIST, (TEXT, ["y" * 100_000])), DAMAGED),
    "alignment 0": (entry("general.alignment", U32, 0), DAMAGED),
    "alignment 24": (entry("general.alignment", U32, 24), DAMAGED),
    "alignment 2^31": (entry("general.alignment", U32, 2**31), DAMAGED),
    "alignment as text": (entry("general.alignment", TEXT, "32"), DAMAGED),
}


@pytest.mark.parametrize("lie", EXTRA)
def test_metadata_that_lies(lie: str, tmp_path: Path) -> None:
    extra, code = EXTRA[lie]
    begun = time.perf_counter()
    assert refusal(write_gguf(tmp_path / "tiny.gguf", extra=extra, extra_entries=1)) is code
    assert time.perf_counter() - begun < 1


TENSORS: dict[str, tuple[list[Tensor], ErrorCode]] = {
    "a name twice": ([*tensors(), tensors()[0]], DAMAGED),
    "a name of 64 letters": ([*tensors(), ("n" * 64, (32,), 0)], DAMAGED),
    "rows that do not fill a block": ([*tensors(), ("odd", (33, 4), 8)], DAMAGED),
    "no numbers": ([*tensors(), ("none", (0, 4), 0)], DAMAGED),
    "more numbers than there are": ([*tensors(), ("many", (2**31, 2**31, 2), 0)], DAMAGED),
    "a layer that is missing": (tensors(layers=1), MISMATCH),
    "no embedding": (tensors()[1:], MISMATCH),
    "another vocabulary": ([("token_embd.weight", (HIDDEN, VOCABULARY + 1), 0), *tensors()[1:]], MISMATCH),
    "no weights": ([], ErrorCode.WEIGHTS_MISSING),
}


@pytest.mark.parametrize("lie", TENSORS)
def test_tensors_that_lie(lie: str, tmp_path: Path) -> None:
    held, code = TENSORS[lie]
    path = tmp_path / "tiny.gguf"
    if lie == "more numbers than there are":
        write_gguf(path, held=tensors())
        content = path.read_bytes()
        begin = content.index(text("output_norm.weight")) + len(text("output_norm.weight"))
        content = content[:begin] + struct.pack("<I3Q", 3, 2**31, 2**31, 2**10) + content[begin + 12 :]
        path.write_bytes(content)
    else:
        write_gguf(path, held=held)
    assert refusal(path) is code


OFFSETS: dict[str, Callable[[int, int], int]] = {
    "overlap": lambda number, offset: 0,
    "beyond the file": lambda number, offset: offset + (2**40 if number == 3 else 0),
    "not aligned": lambda number, offset: offset + (8 if number == 1 else 0),
    "2^64 - 1": lambda number, offset: 2**64 - 1 if number == 2 else offset,
}


@pytest.mark.parametrize("lie", OFFSETS)
def test_offsets_that_lie(lie: str, tmp_path: Path) -> None:
    assert refusal(write_gguf(tmp_path / "tiny.gguf", offset_of=OFFSETS[lie])) is DAMAGED


VALUES: dict[str, tuple[dict[str, Any], ErrorCode]] = {
    "no architecture": ({"general__architecture": None}, CONFIG),
    "a billion layers": ({"llama__block_count": (U32, 10**9)}, CONFIG),
    "no width": ({"llama__embedding_length": (U32, 0)}, CONFIG),
    "a width as text": ({"llama__embedding_length": (TEXT, "wide")}, CONFIG),
    "heads below zero": ({"llama__attention__head_count": (I32, -4)}, CONFIG),
    "no context": ({"llama__context_length": None}, CONFIG),
    "no vocabulary": ({"tokenizer__ggml__tokens": None}, ErrorCode.TOKENIZER_MISSING),
    "fewer kinds than tokens": ({"tokenizer__ggml__token_type": (LIST, (I32, [1, 1]))}, TOKENIZER),
    "a template of 2 MB": ({"tokenizer__chat_template": (TEXT, "x" * 2_000_000)}, ErrorCode.TEMPLATE_DAMAGED),
}


@pytest.mark.parametrize("lie", VALUES)
def test_values_that_lie(lie: str, tmp_path: Path) -> None:
    changes, code = VALUES[lie]
    assert refusal(write_gguf(tmp_path / "tiny.gguf", values(**changes))) is code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", INCOMPLETE),
        (b"GG", INCOMPLETE),
        (b"GGUF\3\0\0\0", INCOMPLETE),
        (b"GGUF" + struct.pack("<IQQ", 99, 1, 1), DAMAGED),
        (b"GGUF" + struct.pack("<IQQ", 1, 1, 1), DAMAGED),
        (b"GGUF" + struct.pack(">IQQ", 3, 1, 1), DAMAGED),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 2**63), DAMAGED),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**63, 0), DAMAGED),
        (b"GGML" + b"\0" * 40, DAMAGED),
        (b"<!DOCTYPE html><html>502</html>", DAMAGED),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", DAMAGED),
    ],
)
def test_what_is_no_header(content: bytes, code: ErrorCode, tmp_path: Path) -> None:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(content)
    assert refusal(path) is code


def test_cut_off_anywhere_and_random_damage(tmp_path: Path) -> None:
    """Every prefix of a file is refused; a byte changed at random never does worse than a code."""
    whole = write_gguf(tmp_path / "tiny.gguf").read_bytes()
    path = tmp_path / "cut.gguf"
    for length in range(0, len(whole) - 32, 173):
        path.write_bytes(whole[:length])
        assert refusal(path) is INCOMPLETE, length
    source = random.Random(5)
    begin_of_data = whole.index(b"blk.1.ffn_down.weight") + 40
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(source.randint(1, 4)):
            damaged[source.randrange(begin_of_data)] = source.randrange(256)
        path.write_bytes(damaged)
        try:
            check_model(path)
        except AppError as error:
            assert error.code is not ErrorCode.BUG


def test_header_in_small_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts that cross the border of what is read at once are counted the same."""
    metadata = values()
    metadata["tokenizer.ggml.merges"] = (LIST, (TEXT, ["a" * (n % 97) for n in range(5_000)]))
    path = write_gguf(tmp_path / "tiny.gguf", metadata)
    found = []
    for block in (1, 64, 1 << 20):
        monkeypatch.setattr(gguf_header, "_BLOCK_BYTES", block)
        with path.open("rb") as file:
            found.append(read_gguf_header(file, path.stat().st_size, path.name))
    assert found[0] == found[1] == found[2]
    assert found[0].lengths["tokenizer.ggml.merges"] == 5_000


def test_a_pipe_and_a_missing_file(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.gguf")
    assert refusal(tmp_path / "pipe.gguf") is ErrorCode.UNSAFE_PATH
    assert refusal(tmp_path / "gone.gguf") is ErrorCode.FOLDER_MISSING


def test_parts(tmp_path: Path) -> None:
    first, second = write_parts(tmp_path)
    facts = check_model(first)
    assert facts.parameters == check_model(write_gguf(tmp_path / "one.gguf")).parameters
    assert check_model(second) == facts
    assert parts_of(first) == (first, second)
    assert first_part(second) == first
    assert stem_of(second) == "tiny"
    assert models_among(["b.GGUF", second.name, first.name, "notes.txt", ".hidden.gguf"]) == ["b.GGUF", first.name]
    second.unlink()
    with pytest.raises(AppError) as caught:
        check_model(first)
    assert caught.value.code is ErrorCode.WEIGHTS_MISSING
    assert (caught.value.values["missing"], caught.value.values["total"]) == (1, 2)


def test_parts_of_different_models(tmp_path: Path) -> None:
    first, second = write_parts(tmp_path)
    second.write_bytes(first.read_bytes())
    assert refusal(first) is MISMATCH
    renamed = tmp_path / "alone.gguf"
    first.rename(renamed)
    assert refusal(renamed) is ErrorCode.WEIGHTS_MISSING


def test_number_formats_are_those_of_the_format() -> None:
    import gguf

    assert {int(n): (n.name, *sizes) for n, sizes in gguf.GGML_QUANT_SIZES.items()} == gguf_header._TYPES


@pytest.mark.oracle
def test_real_files_read_as_the_formats_own_library_reads_them(shared_data: Path) -> None:
    import gguf

    paths = sorted((shared_data / "gguf").glob("*.gguf"))
    assert len(paths) == 8
    for path in paths:
        with path.open("rb") as file:
            header = read_gguf_header(file, path.stat().st_size, path.name)
        theirs = gguf.GGUFReader(path)
        assert {t.name: (t.tensor_type.name, tuple(t.shape.tolist()), t.data_offset) for t in theirs.tensors} == {
            name: (t.dtype, t.shape, t.begin + header.data_begin) for name, t in header.tensors.items()
        }
        for key, value in header.values.items():
            found = theirs.fields[key].contents()
            assert value == (tuple(found) if isinstance(found, list) else found), key
