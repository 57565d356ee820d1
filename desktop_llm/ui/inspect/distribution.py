"""What temperature, top-k, top-p and min-p make of a model's figures: the same chain as the engine's sampler, in numpy.

The engine chooses with transformers' processors (`engine.sampler`); a test holds both against each other.
"""

from __future__ import annotations

import numpy as np

from desktop_llm.core.sampling import Sampling


def chances(logits: np.ndarray, sampling: Sampling) -> np.ndarray:
    """float64 (V,): the chance of each token to be chosen.

    Args:
        logits: float32 (V,), falling.
        sampling: Its temperature, top_k, top_p and min_p are followed; the rest needs a history or is not shown.
    """
    if sampling.temperature == 0:
        only = np.zeros(len(logits))
        only[:1] = 1.0
        return only
    figures = logits.astype(np.float64) / sampling.temperature
    if sampling.top_k > 0:
        figures = np.where(figures < figures[min(sampling.top_k, len(figures)) - 1], -np.inf, figures)
    if sampling.top_p < 1.0:
        # A token goes when it and all that are less likely make no more than 1 - p together; one always stays.
        tail = np.cumsum(_softmax(figures)[::-1])[::-1]
        tail[0] = np.inf
        figures = np.where(tail <= 1.0 - sampling.top_p, -np.inf, figures)
    if sampling.min_p > 0.0:
        known = _softmax(figures)
        figures = np.where(known < sampling.min_p * known[0], -np.inf, figures)
    return _softmax(figures)


def _softmax(figures: np.ndarray) -> np.ndarray:
    raised = np.exp(figures - figures.max())
    return np.asarray(raised / raised.sum())
