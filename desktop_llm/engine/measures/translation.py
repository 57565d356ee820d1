"""BLEU and chrF by sacrebleu, with the sums that a bootstrap over questions needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from sacrebleu.metrics import BLEU, CHRF

from desktop_llm.engine.measures.intervals import Floats, Numbers
from desktop_llm.engine.measures.words import is_cjk

_ORDERS = 4


def chrf(answer: str, references: Sequence[str]) -> float:
    """ChrF of one answer, 0 to 100."""
    return float(CHRF().sentence_score(answer, list(references)).score)


def bleu_of_list(answers: Sequence[str], references: Sequence[Sequence[str]]) -> Callable[[Numbers], Floats]:
    """BLEU of the whole list for any choice of its places, 0 to 100; by signs where the references are Chinese."""
    tokenize = "zh" if is_cjk(" ".join(" ".join(item) for item in references)) else "13a"
    metric = BLEU(tokenize=tokenize, effective_order=True)
    rows = []
    for answer, expected in zip(answers, references, strict=True):
        score = metric.sentence_score(answer, list(expected))
        rows.append([score.sys_len, score.ref_len, *score.counts, *score.totals])
    sums = np.asarray(rows, dtype=np.int64)

    def figure(places: Numbers) -> Floats:
        chosen = sums[places].sum(axis=-2)
        flat = chosen.reshape(-1, chosen.shape[-1])
        return np.asarray([_bleu(row) for row in flat]).reshape(chosen.shape[:-1])

    return figure


def _bleu(row: Numbers) -> float:
    counts = [int(count) for count in row[2 : 2 + _ORDERS]]
    totals = [int(total) for total in row[2 + _ORDERS :]]
    score = BLEU.compute_bleu(
        correct=counts, total=totals, sys_len=int(row[0]), ref_len=int(row[1]), smooth_method="exp"
    )
    return float(score.score)
