"""The list that ships agrees with itself: each size is what its shape comes to."""

import pytest

from desktop_llm.core.architectures import architectures
from desktop_llm.core.hub import repo_of
from desktop_llm.core.recommended import Recommended, recommended


@pytest.mark.parametrize("entry", recommended(), ids=lambda entry: entry.name)
def test_shape_gives_the_parameters(entry: Recommended) -> None:
    facts = entry.facts
    attention = 2 * facts.hidden * facts.head_size * (facts.heads + facts.kv_heads)
    layer = attention + 3 * facts.hidden * facts.intermediate
    whole = facts.layers * layer + facts.vocabulary * facts.hidden * (1 if facts.tied_embeddings else 2)
    assert whole == pytest.approx(facts.parameters, rel=0.001)
    assert 0 < entry.size_bytes - facts.weights_bytes < 50_000_000, "with tokenizer and settings"
    assert architectures().causal[facts.model_type] == facts.architecture
    assert repo_of(entry.repo) == entry.repo and facts.licence and entry.languages
