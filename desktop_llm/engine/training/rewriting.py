"""Pairs of texts for an encoder-decoder, and how near its own rewritings come to the wanted ones: chrF and BLEU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from desktop_llm.core.examples import Corpus, Example
from desktop_llm.core.training import TrainJob
from desktop_llm.engine.model import LoadedModel
from desktop_llm.engine.training.exam import ExamOfExamples, evaluating
from desktop_llm.engine.training.objective import Rewriting
from desktop_llm.engine.training.padded import Asked, PaddedRows
from desktop_llm.engine.training.study import Material

EXAM_ROWS = 8
REWRITTEN = 64
"""Held-out texts that are rewritten at the end."""
LONGEST_TEXT = 512
SHOWN = 20


class Pairs:
    """Texts with what is to become of them. See `study.Study`."""

    def __init__(self, job: TrainJob, base: LoadedModel, corpus: Corpus, go_on: Callable[[float], None]) -> None:
        self.objective = Rewriting(int(base.model.config.vocab_size))
        self._job, self._base = job, base
        pad = base.tokenizer.pad_token_id
        self._filler = int(pad if pad is not None else base.model.config.pad_token_id or 0)
        self._most = min(base.context_tokens or LONGEST_TEXT, job.block_tokens or LONGEST_TEXT)
        self.cut = 0
        self._training = self._read(corpus.training, go_on)
        self._held_out = self._read(corpus.held_out, lambda _: None)
        self._pairs = [_pair(example) for example in corpus.held_out]
        self.held_out_text = "\n\n".join(f"{source}\n-> {target}" for source, target in self._pairs)
        self.training_tokens = sum(len(item.ids) for item in self._training)
        self.held_out_tokens = sum(len(item.ids) for item in self._held_out)
        self.longest = max((len(item.ids) for item in self._training), default=0)
        self.measured_texts = min(REWRITTEN, len(self._pairs))

    def material(self, _block_tokens: int) -> Material:
        return PaddedRows(self._training, self._filler, self._job.seed, self._job.order == "shuffled")

    def exam(self, _block_tokens: int) -> ExamOfExamples:
        return ExamOfExamples(PaddedRows(self._held_out, self._filler, 0, False).batches(EXAM_ROWS), self.objective)

    @torch.inference_mode()
    def metrics(self, model: Any, texts: int) -> dict[str, Any]:
        """As `figures` gives them, and some of the outputs."""
        inner = model.get_base_model() if hasattr(model, "get_base_model") else model
        pairs = self._pairs[:texts]
        outputs: list[str] = []
        with evaluating(model):
            for start in range(0, len(pairs), EXAM_ROWS):
                outputs += self._rewritten(inner, [source for source, _ in pairs[start : start + EXAM_ROWS]])
        targets = [target for _, target in pairs]
        shown = [[*pair, output] for pair, output in zip(pairs[:SHOWN], outputs, strict=False)]
        return {**figures(outputs, targets), "outputs": shown}

    def _rewritten(self, model: Any, sources: Sequence[str]) -> list[str]:
        rows = [self._ids(source) for source in sources]
        width = max(map(len, rows))
        ids = torch.tensor([row + [self._filler] * (width - len(row)) for row in rows], device=self._base.device)
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows], device=self._base.device)
        longest = max(16, min(self._most, 2 * max((len(item.told) for item in self._held_out), default=16)))  # type: ignore[arg-type]
        written = model.generate(
            input_ids=ids, attention_mask=mask, do_sample=False, num_beams=1, max_new_tokens=longest
        )
        return [self._base.decode(row.tolist()).strip() for row in written]

    def _read(self, examples: Sequence[Example], go_on: Callable[[float], None]) -> list[Asked]:
        items = []
        for number, example in enumerate(examples):
            if number % 64 == 0:
                go_on(number / len(examples))
            source, target = _pair(example)
            ids = self._ids(source)
            told = self._cut_to(self._ended(list(self._base.tokenizer(text_target=target, verbose=False)["input_ids"])))
            if ids and told:
                items.append(Asked(np.asarray(ids, np.int32), np.asarray(self._base.checked_ids(told), np.int32)))
        return items

    def _ended(self, ids: list[int]) -> list[int]:
        """With the end token, from which the model learns to stop."""
        end = self._base.model.config.eos_token_id
        return ids if not isinstance(end, int) or ids[-1:] == [end] else [*ids, end]

    def _ids(self, text: str) -> list[int]:
        return self._cut_to(self._base.encode(text))

    def _cut_to(self, ids: list[int]) -> list[int]:
        if len(ids) <= self._most:
            return ids
        self.cut += 1
        return ids[: self._most - 1] + ids[-1:]


def figures(outputs: Sequence[str], targets: Sequence[str]) -> dict[str, float]:
    """ChrF and BLEU of a whole exam, 0 to 100, by sacrebleu."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    references = [list(targets)]
    return {
        "chrf": float(CHRF().corpus_score(list(outputs), references).score),
        "bleu": float(BLEU(force=True).corpus_score(list(outputs), references).score),
    }


def _pair(example: Example) -> tuple[str, str]:
    """What is read and what is to be told; of a dialogue the last question and its answer."""
    if not example.messages:
        return example.text, example.target
    asked = [message.text for message in example.messages[:-1] if message.role == "user"]
    return (asked[-1] if asked else ""), example.messages[-1].text
