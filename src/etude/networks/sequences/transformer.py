"""The Transformer's encoder: every step looks at every other, in several ways at once."""

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from etude.networks.first_values import Drawn, First
from etude.networks.sequences.lengths import true_steps
from etude.networks.sequences.model import Steps
from etude.networks.slot import normal

FEED_FORWARD = 4  # times the width, Vaswani et al. 2017
LEARNED_SCALE = 0.02  # of learned positions, Devlin et al. 2019
ROTARY_BASE = 10_000.0


class Transformer(Steps):
    """Blocks with normalisation first and GELU. Vaswani et al. 2017; Xiong et al. 2020 (pre-norm).

    positions: ``none``, ``learned`` (up to ``longest`` places) or ``rotary``.
    causal:    a step sees itself and earlier ones only.
    """

    def __init__(
        self,
        given: int,
        width: int,
        layers: int,
        heads: int,
        positions: str,
        causal: bool,
        longest: int,
    ) -> None:
        super().__init__()
        self.width, self.elements, self.causal = width, FEED_FORWARD * width, causal
        self.masks = not causal
        self.enter = nn.Linear(given, width) if given != width else nn.Identity()
        self.places = Places(longest, width) if positions == "learned" else nn.Identity()
        self.blocks = nn.ModuleList(
            Block(width, heads, positions == "rotary", causal) for _ in range(layers)
        )
        self.leave = nn.LayerNorm(width)

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """States after the last block, normalised."""
        signal = self.places(self.enter(vectors))
        known = true_steps(lengths, vectors.shape[1])
        # Without padding no mask is needed. Nor is it where a step sees earlier ones only: none of
        # a row's own steps stands behind its padding.
        masked = self.masks and not bool(known.all())
        for block in self.blocks:
            signal = block(signal, known if masked else None)
        states: Tensor = self.leave(signal)
        return states

    def look(self, vectors: Tensor, lengths: Tensor) -> dict[str, Tensor]:
        """States, and how much each step looks at each, by the plain softmax."""
        signal = self.places(self.enter(vectors))
        known, seen = true_steps(lengths, vectors.shape[1]), []
        for block in self.blocks:
            weights, signal = block(signal, known, inside=True)
            seen.append(weights)
        return {"states": self.leave(signal), "attention": torch.stack(seen)}


class Places(Drawn):
    """A learned vector for every place, added to what stands there."""

    def __init__(self, longest: int, width: int) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.empty(longest, width))

    def first(self, parameter: str) -> First:
        """Small, so that tokens speak louder at first."""
        return First(normal(LEARNED_SCALE))

    def forward(self, signal: Tensor) -> Tensor:
        """signal [B, L, width] with its places' vectors."""
        return signal + self.vectors[: signal.shape[1]]


class Block(nn.Module):
    """Attention, then two layers for every step alone; the results are added to the signal."""

    def __init__(self, width: int, heads: int, rotary: bool, causal: bool) -> None:
        super().__init__()
        self.heads, self.rotary, self.causal = heads, rotary, causal
        self.before_attention = nn.LayerNorm(width)
        self.asked = nn.Linear(width, 3 * width)  # queries, keys, values
        self.answered = nn.Linear(width, width)
        self.before_layers = nn.LayerNorm(width)
        self.widen = nn.Linear(width, FEED_FORWARD * width)
        self.narrow = nn.Linear(FEED_FORWARD * width, width)

    def forward(
        self, signal: Tensor, known: Tensor | None, inside: bool = False
    ) -> Tensor | tuple[Tensor, Tensor]:
        """signal [B, L, width], known bool [B, L] or None for all -> [B, L, width], behind the
        weights of ``look`` where what is ``inside`` is asked."""
        if inside:
            assert known is not None
            return self.look(signal, known)
        queries, keys, values = self._asked(signal)
        mask = None if known is None else known[:, None, None, :]
        heard = scaled_dot_product_attention(
            queries, keys, values, attn_mask=mask, is_causal=self.causal
        )
        return self._added(signal, heard)

    def look(self, signal: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
        """(Weights [B, heads, L, L], the signal after the block)."""
        queries, keys, values = self._asked(signal)
        scores = queries @ keys.transpose(2, 3) / math.sqrt(queries.shape[3])
        seen = known[:, None, None, :].expand(-1, 1, scores.shape[2], -1)
        weights = torch.softmax(
            scores.masked_fill(~(seen.tril() if self.causal else seen), -math.inf), 3
        )
        return weights, self._added(signal, weights @ values)

    def _asked(self, signal: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        rows, steps, width = signal.shape
        asked = self.asked(self.before_attention(signal))
        split = asked.view(rows, steps, 3, self.heads, width // self.heads)
        queries, keys, values = split.permute(2, 0, 3, 1, 4)  # each [B, heads, L, width / heads]
        if self.rotary:
            queries, keys = rotated(queries), rotated(keys)
        return queries, keys, values

    def _added(self, signal: Tensor, heard: Tensor) -> Tensor:
        signal = signal + self.answered(heard.transpose(1, 2).flatten(2))
        wide = gelu(self.widen(self.before_layers(signal)))
        result: Tensor = signal + self.narrow(wide)
        return result


def rotated(x: Tensor) -> Tensor:
    """x [B, heads, L, D], each pair of numbers turned by an angle that grows with the place, so
    that a product of two depends on how far apart they stand. Su et al. 2021, RoFormer."""
    half = x.shape[3] // 2
    speeds = ROTARY_BASE ** (-torch.arange(half, device=x.device) / half)
    angles = torch.arange(x.shape[2], device=x.device).unsqueeze(1) * speeds  # [L, D / 2]
    sine, cosine = angles.sin(), angles.cos()
    one, other = x[..., :half], x[..., half:]
    return torch.cat([one * cosine - other * sine, other * cosine + one * sine], 3)
