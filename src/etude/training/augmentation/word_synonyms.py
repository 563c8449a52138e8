"""Some words give way to another of the same meaning: no wording may be relied on."""

import torch
from torch import Tensor

KIND = "tokens"
READS = ("synonym_starts", "synonym_codes")


def varied(
    x: Tensor,
    lengths: Tensor,
    strength: float,
    generator: torch.Generator,
    *,
    synonym_starts: Tensor,
    synonym_codes: Tensor,
) -> tuple[Tensor, Tensor]:
    """Each token that has synonyms becomes one of them with this probability. Zhang et al. 2015,
    Character-level Convolutional Networks for Text Classification; Wei & Zou 2019.

    In: the table of ``data.text.lexicon.synonym_table``.
    """
    if not len(synonym_codes):
        return x, lengths
    drawn = torch.rand(x.shape, generator=generator, device=x.device) < strength
    chosen = torch.rand(x.shape, generator=generator, device=x.device)
    count = synonym_starts[x + 1] - synonym_starts[x]
    place = torch.minimum((chosen * count).long(), count - 1)
    exchanged = drawn & (count > 0)
    found = synonym_codes[torch.where(exchanged, synonym_starts[x] + place, 0)]
    return torch.where(exchanged, found, x), lengths
