"""Long texts chunk by chunk: the same model reads every chunk, and their features are pooled."""

import torch
from torch import Tensor
from torch.nn.functional import pad

from etude.networks.sequences.entry import Entry
from etude.networks.sequences.lengths import length_class, true_steps
from etude.networks.sequences.model import SequenceModel, Steps
from etude.networks.sequences.pooling import Pooling

FLAT = ("attention", "pooling")  # of what is seen inside, that whose last axis is of steps


class ChunkedModel(SequenceModel):
    """A sequence model that starts anew after every ``chunk`` tokens, and a second pooling over the
    chunks that hold any. Pappagari et al. 2019, Hierarchical Transformers for Long Documents.

    Where no row is longer than a chunk it is the model within, bit by bit.
    """

    def __init__(
        self,
        entry: Entry,
        steps: Steps,
        pooling: Pooling,
        longest: int,
        chunk: int,
        over_chunks: Pooling,
    ) -> None:
        super().__init__(entry, steps, pooling, longest)
        self.chunk, self.over_chunks = chunk, over_chunks

    def length_class(self, length: int) -> int:
        """Rows of equally many chunks are computed alike, but for those that fill their last where
        without padding nothing is masked. A single chunk has the steps of its length."""
        chunks, masks = self._chunks(length), self.steps.masks
        if chunks > 1:
            return -(2 * chunks + (masks and length == chunks * self.chunk))
        steps = min(length_class(length), self.chunk)
        return 2 * steps + (masks and length == steps)

    def forward(
        self, x: Tensor, lengths: Tensor, inside: bool = False
    ) -> Tensor | dict[str, Tensor]:
        """Features [B, width], or what is ``inside``; x int64 [B, L]."""
        chunks = self._chunks(x.shape[1] if inside else int(lengths.max()))
        if chunks == 1:
            return super().forward(x[:, : self.chunk], lengths, inside)
        within = self._lengths_within(lengths, chunks)
        parts = pad(x, (0, chunks * self.chunk - x.shape[1])).view(-1, self.chunk)
        found = super().forward(parts, within.view(-1), inside)
        if isinstance(found, dict):
            if "pooling" in found:
                found["pooling"] *= self._shares(found["states"], within).view(-1, 1)
            return {name: _of_rows(name, one, within, x.shape[1]) for name, one in found.items()}
        features: Tensor = self.over_chunks(found.view(*within.shape, -1), (within > 0).sum(1))
        return features

    def _shares(self, states: Tensor, within: Tensor) -> Tensor:
        """How much each chunk counts, [B, chunks]: equally much where that is not learned."""
        features = self.pooling(states, within.view(-1).clamp(min=1)).view(*within.shape, -1)
        held = (within > 0).sum(1)
        equal = (within > 0) / held.unsqueeze(1)
        return self.over_chunks.look(features, held).get("pooling", equal)

    def _chunks(self, longest: int) -> int:
        return max(-(-longest // self.chunk), 1)

    def _lengths_within(self, lengths: Tensor, chunks: int) -> Tensor:
        """Tokens of every chunk, int64 [B, chunks]; an empty row has its first read as padding."""
        starts = torch.arange(chunks, device=lengths.device) * self.chunk
        return (lengths.clamp(min=1).unsqueeze(1) - starts).clamp(0, self.chunk)


def _of_rows(name: str, seen: Tensor, within: Tensor, steps: int) -> Tensor:
    """What was seen of the chunks, [B x chunks, chunk, ...], as of whole rows [B, steps, ...]: no
    step looks at another chunk."""
    known = true_steps(within.view(-1), seen.shape[-1 if name in FLAT else 1])
    missing = steps - within.shape[1] * known.shape[1]
    if name == "attention":
        own = (seen * known[:, None, :, None]).view(len(seen), *within.shape, *seen.shape[2:])
        apart = torch.diag_embed(own.movedim(2, -1), dim1=3, dim2=5)  # [.., chunks, c, chunks, c]
        return pad(apart.flatten(5, 6).flatten(3, 4), (0, missing, 0, missing))
    if name == "pooling":
        return pad((seen * known).view(len(within), -1), (0, missing))
    whole = (seen * known.unsqueeze(2)).view(len(within), -1, seen.shape[2])
    return pad(whole, (0, 0, 0, missing))
