"""The facts of whole folders, and which kind they are. Bad folders stand in tests/faults/test_model_folders.py."""

import json
import struct
import time
from pathlib import Path
from typing import Any

import pytest

from desktop_llm.core.architectures import architectures
from desktop_llm.core.checkpoint import Kind
from desktop_llm.core.errors import AppError, ErrorCode
from desktop_llm.core.preflight import check_folder
from tests.faults.model_folders import (
    CONFIG,
    TEMPLATE,
    VOCABULARY,
    change_json,
    safetensors,
    tensors,
    with_header,
    write_json,
    write_model,
    write_shards,
)

USUAL_S = 0.05


def write_bert(folder: Path, architecture: str, **config: Any) -> Path:
    """A one-layer BERT by its tensors' names."""
    write_model(
        folder,
        architectures=[architecture],
        model_type="bert",
        num_hidden_layers=1,
        hidden_act="gelu",
        num_key_value_heads=None,
        tie_word_embeddings=None,
        **config,
    )
    shapes: dict[str, tuple[int, ...]] = {
        "bert.embeddings.word_embeddings.weight": (VOCABULARY, 32),
        "bert.embeddings.position_embeddings.weight": (128, 32),
        "bert.encoder.layer.0.attention.self.query.weight": (32, 32),
    }
    (folder / "model.safetensors").write_bytes(safetensors(shapes))
    return folder


def test_facts_of_a_small_llama(tmp_path: Path) -> None:
    facts = check_folder(write_model(tmp_path / "model"))
    assert facts.kind is Kind.BASE
    assert (facts.architecture, facts.model_type, facts.dtype) == ("LlamaForCausalLM", "llama", "F32")
    assert facts.parameters * 4 == facts.weights_bytes
    assert facts.parameters == 2 * 400 * 32 + 32 + 2 * (2 * 32 * 32 + 2 * 16 * 32 + 3 * 64 * 32 + 2 * 32)
    assert (facts.layers, facts.hidden, facts.heads, facts.kv_heads, facts.head_size) == (2, 32, 4, 2, 8)
    assert (facts.intermediate, facts.vocabulary, facts.context_tokens) == (64, 400, 128)
    assert not facts.tied_embeddings
    assert not facts.has_chat_template


def test_shards_give_the_same_facts(tmp_path: Path) -> None:
    assert check_folder(write_shards(tmp_path / "two")) == check_folder(write_model(tmp_path / "one"))


@pytest.mark.parametrize("where", ["tokenizer_config", "file", "named list"])
def test_template_makes_it_a_chat(where: str, tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    if where == "file":
        (folder / "chat_template.jinja").write_text(TEMPLATE)
    else:
        template: object = TEMPLATE if where == "tokenizer_config" else [{"name": "default", "template": TEMPLATE}]
        change_json(folder / "tokenizer_config.json", chat_template=template)
    facts = check_folder(folder)
    assert facts.kind is Kind.CHAT
    assert facts.has_chat_template


@pytest.mark.parametrize(
    ("architecture", "kind"),
    [
        ("BertForMaskedLM", Kind.MASKED),
        ("BertForPreTraining", Kind.MASKED),
        ("BertForSequenceClassification", Kind.CLASSIFIER),
        ("BertModel", Kind.EMBEDDING),
        ("BertForTokenClassification", Kind.OTHER),
        ("BertLMHeadModel", Kind.BASE),
    ],
)
def test_kind_of_encoders(architecture: str, kind: Kind, tmp_path: Path) -> None:
    assert check_folder(write_bert(tmp_path / "model", architecture)).kind is kind


def test_sentence_transformers_folder_is_an_embedding(tmp_path: Path) -> None:
    folder = write_bert(tmp_path / "model", "BertModel")
    write_json(folder / "modules.json", [{"idx": 0, "type": "sentence_transformers.models.Transformer"}])
    assert check_folder(folder).kind is Kind.EMBEDDING


@pytest.mark.parametrize(
    ("model_type", "architecture"), [("t5", "T5ForConditionalGeneration"), ("bart", "BartForConditionalGeneration")]
)
def test_sequence_to_sequence(model_type: str, architecture: str, tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", model_type=model_type, architectures=[architecture])
    (folder / "model.safetensors").write_bytes(safetensors({"shared.weight": (VOCABULARY, 32)}))
    assert check_folder(folder).kind is Kind.SEQ2SEQ


def test_config_without_class_goes_by_its_type(tmp_path: Path) -> None:
    facts = check_folder(write_model(tmp_path / "model", architectures=None))
    assert (facts.kind, facts.architecture) == (Kind.BASE, "LlamaForCausalLM")


def test_adapter_even_beside_a_config(tmp_path: Path) -> None:
    """The base that it names could be anywhere; transformers would follow the adapter to it."""
    folder = write_model(tmp_path / "model")
    write_json(folder / "adapter_config.json", {"peft_type": "LORA", "base_model_name_or_path": "/etc"})
    (folder / "adapter_model.safetensors").write_bytes(safetensors({"a.lora_A.weight": (4, 32)}))
    facts = check_folder(folder)
    assert (facts.kind, facts.parameters) == (Kind.ADAPTER, 128)


@pytest.mark.parametrize(
    ("card", "licence"),
    [
        ("---\nlicense: apache-2.0\n---\n# A model", "apache-2.0"),
        ("---\r\nlanguage: en\r\nlicense: 'mit'  # a word\r\n---\r\n", "mit"),
        ("\ufeff---\nlicense: other\nlicense_name: gemma\n---\n", "gemma"),
        ("---\nlicense: [mit]\n---\n", "mit"),
        ("---\nlanguage: en\n---\nlicense: mit\n", ""),
        ("# A model\nlicense: mit\n", ""),
        ("---\nlicense:\n- mit\n---\n", ""),
        ("", ""),
    ],
)
def test_licence_of_the_card(card: str, licence: str, tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    (folder / "README.md").write_bytes(card.encode())
    assert check_folder(folder).licence == licence


@pytest.mark.parametrize(
    "files",
    [("tokenizer.model",), ("vocab.json", "merges.txt"), ("vocab.txt",), ("spiece.model",), ("qwen.tiktoken",)],
)
def test_other_tokenizer_files_will_do(files: tuple[str, ...], tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    (folder / "tokenizer.json").unlink()
    for name in files:
        (folder / name).write_text('{"a": 0}')
    assert check_folder(folder).kind is Kind.BASE


def test_bytes_need_no_vocabulary(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    (folder / "tokenizer.json").unlink()
    change_json(folder / "tokenizer_config.json", tokenizer_class="ByT5Tokenizer")
    assert check_folder(folder).kind is Kind.BASE


@pytest.mark.parametrize(
    ("values", "context"),
    [
        ({"max_position_embeddings": None}, 0),
        ({"max_position_embeddings": -1, "n_positions": 64}, 64),
        ({"max_position_embeddings": 10_485_760}, 10_485_760),
    ],
)
def test_context(values: dict[str, Any], context: int, tmp_path: Path) -> None:
    assert check_folder(write_model(tmp_path / "model", **values)).context_tokens == context


def test_position_table_of_roberta_starts_at_two(tmp_path: Path) -> None:
    folder = write_bert(tmp_path / "model", "RobertaForMaskedLM", pad_token_id=1)
    change_json(folder / "config.json", model_type="roberta")
    assert check_folder(folder).context_tokens == 126


def test_layers_beyond_the_config_that_it_announces(tmp_path: Path) -> None:
    """DeepSeek and GLM carry a layer more, for guessing tokens ahead."""
    folder = write_model(tmp_path / "model", num_nextn_predict_layers=1)
    (folder / "model.safetensors").write_bytes(safetensors(tensors(3)))
    assert check_folder(folder).layers == 2


def test_language_model_within_a_model_for_pictures(tmp_path: Path) -> None:
    inner = {key: value for key, value in CONFIG.items() if key not in ("architectures", "model_type")}
    folder = tmp_path / "model"
    write_model(folder)
    write_json(
        folder / "config.json",
        {
            "model_type": "gemma3",
            "architectures": ["Gemma3ForConditionalGeneration"],
            "text_config": inner | {"model_type": "gemma3_text"},
            "vision_config": {"hidden_size": 99},
        },
    )
    facts = check_folder(folder)
    assert (facts.kind, facts.hidden, facts.vocabulary) == (Kind.BASE, 32, VOCABULARY)


def test_packed_weights_are_left_to_the_engine(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", quantization_config={"quant_method": "bitsandbytes"})
    (folder / "model.safetensors").write_bytes(safetensors({"model.embed_tokens.weight": (VOCABULARY, 32)}))
    assert check_folder(folder).kind is Kind.BASE


def test_sub_byte_formats_are_counted_in_bits(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", quantization_config={"quant_method": "mxfp4"})
    header = {"a": {"dtype": "F4", "shape": [3, 2], "data_offsets": [0, 3]}}
    (folder / "model.safetensors").write_bytes(with_header(header, 3))
    assert check_folder(folder).parameters == 6


def test_missing_parts_are_counted(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", num_hidden_layers=4)
    with pytest.raises(AppError) as caught:
        check_folder(folder)
    assert caught.value.code is ErrorCode.WEIGHTS_MISMATCH
    assert caught.value.values == {"missing": 18, "total": 39}


def test_incomplete_file_says_how_much_is_there(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model")
    path = folder / "model.safetensors"
    whole = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(whole - 1_000)
    with pytest.raises(AppError) as caught:
        check_folder(folder)
    assert caught.value.values == {"file": path.name, "have_bytes": whole - 1_000, "needed_bytes": whole}


def test_quick_for_a_large_model(tmp_path: Path) -> None:
    """Three shards of 6,000 tensors and 30 MB of tokenizer, as the largest models people run have them."""
    folder = write_model(tmp_path / "model", model_type="qwen3_moe", num_hidden_layers=48)
    (folder / "model.safetensors").unlink()
    place = {}
    for shard in range(3):
        name = f"model-{shard}.safetensors"
        entries: dict[str, Any] = {}
        for n in range(2_000):
            key = f"model.layers.{n % 16 + 16 * shard}.mlp.experts.{n // 16}.up_proj.weight"
            entries[key] = {"dtype": "BF16", "shape": [1, 1], "data_offsets": [2 * n, 2 * n + 2]}
            place[key] = name
        (folder / name).write_bytes(with_header(entries, 4_000))
    write_json(folder / "model.safetensors.index.json", {"weight_map": place})
    (folder / "tokenizer.json").write_text('{"a": "' + "x" * 30_000_000 + '"}')
    best_s = min(_seconds(folder) for _ in range(3))
    assert best_s < 4 * USUAL_S


def _seconds(folder: Path) -> float:
    start = time.process_time()
    check_folder(folder)
    return time.process_time() - start


SHARED = {
    "stories260k-llama": (Kind.BASE, "llama", 260_032, 512),
    "stories260k-as-mistral": (Kind.BASE, "mistral", 260_032, 512),
    "stories260k-bf16-sharded": (Kind.BASE, "llama", 260_032, 512),
    "math-gpt2": (Kind.BASE, "gpt2", 929_536, 64),
    "gpt-nano-sort": (Kind.BASE, "gpt2", 85_728, 11),
}


@pytest.mark.oracle
@pytest.mark.parametrize("name", SHARED)
def test_checkpoints_made_by_others(name: str, shared_data: Path) -> None:
    folder = shared_data / "models" / name
    facts = check_folder(folder)
    assert (facts.kind, facts.model_type, facts.parameters, facts.context_tokens) == SHARED[name]
    assert min(_seconds(folder) for _ in range(3)) < USUAL_S


@pytest.mark.oracle
def test_folder_without_its_weights(shared_data: Path) -> None:
    with pytest.raises(AppError) as caught:
        check_folder(shared_data / "models" / "all-minilm-l6-v2")
    assert caught.value.code is ErrorCode.WEIGHTS_MISSING


@pytest.mark.oracle
def test_sentence_encoder_with_its_weights(shared_data: Path, tmp_path: Path) -> None:
    """all-MiniLM-L6-v2 from its own config and tokenizer, with a header of its tensors and a hole for the data."""
    source = shared_data / "models" / "all-minilm-l6-v2"
    for path in source.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (30522, 384),
        "embeddings.position_embeddings.weight": (512, 384),
        **{f"encoder.layer.{n}.output.dense.weight": (384, 1536) for n in range(6)},
    }
    header: dict[str, Any] = {}
    end = 0
    for name, (rows, columns) in shapes.items():
        header[name] = {"dtype": "F32", "shape": [rows, columns], "data_offsets": [end, end + 4 * rows * columns]}
        end += 4 * rows * columns
    text = json.dumps(header).encode()
    with (tmp_path / "model.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + end)
    facts = check_folder(tmp_path)
    assert (facts.kind, facts.context_tokens, facts.licence) == (Kind.EMBEDDING, 512, "apache-2.0")


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("starter", Kind.BASE), ("starter_chat", Kind.CHAT), ("starter_encoder", Kind.MASKED)],
)
def test_checkpoints_that_ship(folder: str, kind: Kind, request: pytest.FixtureRequest) -> None:
    facts = check_folder(request.getfixturevalue(folder))
    assert facts.kind is kind
    assert facts.context_tokens > 0
    assert facts.licence == "apache-2.0"


def test_table_of_architectures_is_current() -> None:
    """`packaging/make_architectures.py` makes it; run it after a change of the pinned transformers."""
    from transformers.activations import ACT2FN
    from transformers.models.auto import configuration_auto, modeling_auto

    table = architectures()
    assert table.causal == dict(modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    assert table.masked == dict(modeling_auto.MODEL_FOR_MASKED_LM_MAPPING_NAMES)
    assert table.classifier == dict(modeling_auto.MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES)
    assert table.seq2seq == dict(modeling_auto.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES)
    assert table.known == set(configuration_auto.CONFIG_MAPPING_NAMES)
    assert table.activations == set(ACT2FN)
