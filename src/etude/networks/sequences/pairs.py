"""Pairs of neighbouring tokens: what a bag can know of order."""

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding, pad

from etude.networks.first_values import Drawn, First
from etude.networks.sequences.entry import TokenEntry
from etude.networks.slot import zeros
from etude.records.shape import pair_keys

# Of a pair's vector, how much is added to its token's. Adam moves all vectors equally far, however
# seldom they are met: at 1 pairs were learned by heart (movie_polarity +4 % of the validation loss
# against no pairs, at 0.3 -1 %).
SHARE = 0.3


class KnownPairs(Drawn):
    """A learned vector for each of ``count`` known pairs of tokens, nothing for others.

    They begin at 0: what was not learned of a pair adds no noise. Which pairs are known comes with
    the rows, as a constant: int64 [count], ascending (``data.text.pairs``).
    """

    known_pairs: Tensor

    def __init__(self, count: int, width: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.empty(count, width))
        self.register_buffer("known_pairs", torch.empty(count, dtype=torch.int64))

    def first(self, parameter: str) -> First:
        """Nothing is known of any pair."""
        return First(zeros, decays=True)

    def forward(self, x: Tensor) -> Tensor:
        """The vector of each token with the one before; int64 [B, L] -> float32 [B, L, E]."""
        keys = pair_keys(x).contiguous()
        places = torch.searchsorted(self.known_pairs, keys).clamp(max=len(self.known_pairs) - 1)
        known = self.known_pairs[places] == keys
        return pad(embedding(places, self.vectors) * known.unsqueeze(2), (0, 0, 1, 0))


class PairedTokenEntry(TokenEntry):
    """One learned vector a token, and a share of that of the pair which ends with it; x int64
    [B, L]. Joulin et al. 2017, Bag of Tricks for Efficient Text Classification, section 2.1.

    The two are added up, so that a row keeps its steps, and a token that is hidden takes its pairs
    with it. Unlike there, a pair has a vector of its own and shares none by a hash.
    """

    def __init__(self, tokens: int, width: int, pairs: int) -> None:
        super().__init__(tokens, width)
        self.pairs = KnownPairs(pairs, width)

    def forward(self, x: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Each token's vector and its pair's."""
        return torch.add(self.vectors(x), self.pairs(x), alpha=SHARE), lengths
