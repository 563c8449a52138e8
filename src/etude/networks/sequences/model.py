"""A sequence model: an entry, steps, and a pooling; (x, lengths) -> features."""

from abc import abstractmethod

from torch import Tensor, nn

from etude.networks.sequences.entry import Entry
from etude.networks.sequences.lengths import length_class, true_steps
from etude.networks.sequences.pooling import Pooling


class Steps(nn.Module):
    """Vectors of steps [B, L, E] become states [B, L, width], each knowing of other steps.

    width:      numbers of a state.
    elements:   numbers a step that the widest signal within has.
    directions: halves of a state that were read from the beginning and from the end.
    masks:      whether rows are computed another way where some of them are padded.
    """

    width: int
    elements: int
    directions: int = 1
    masks: bool = False

    @abstractmethod
    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """States [B, L, width]; what stands beyond a row's length has no meaning and no effect."""

    def look(self, vectors: Tensor, lengths: Tensor) -> dict[str, Tensor]:
        """``states`` and whatever else there is to see, by plain equations."""
        return {"states": self(vectors, lengths)}


class SequenceModel(nn.Module):
    """One input with a time axis becomes features [B, width].

    dimensions: axes of a batch without that of the rows: 1 for tokens, 2 for series.
    elements:   numbers a row that the widest signal within has.
    longest:    steps of the longest row that it is made for.
    An empty row is read as a single step of padding, which has a vector of its own.
    """

    def __init__(self, entry: Entry, steps: Steps, pooling: Pooling, longest: int) -> None:
        super().__init__()
        self.entry, self.steps, self.pooling = entry, steps, pooling
        self.width, self.dimensions = steps.width, entry.dimensions
        self.longest = longest
        self.elements = -(-longest // entry.patch) * max(steps.elements, entry.width)

    def length_class(self, length: int) -> int:
        """Rows whose classes are equal may be computed together without a change in any bit: by
        the steps computed, and by whether the row fills them, where then nothing is masked."""
        steps, patch = min(length_class(length), self.longest), self.entry.patch
        return 2 * steps + (self.steps.masks and -(-length // patch) == -(-steps // patch))

    def forward(
        self, x: Tensor, lengths: Tensor, inside: bool = False
    ) -> Tensor | dict[str, Tensor]:
        """Features [B, width], or where asked what is ``inside`` (``look``)."""
        vectors, known = self.entry(x, lengths.clamp(min=1))
        if inside:
            return self.look(vectors, known)
        features: Tensor = self.pooling(self.steps(vectors, known), known)
        return features

    def look(self, vectors: Tensor, lengths: Tensor) -> dict[str, Tensor]:
        """What goes on inside, for looking and not for training; 0 beyond a row's length.

        Always ``states`` [B, L, width]. Of the last layer of an LSTM ``input_gate``,
        ``forget_gate``, ``output_gate``, ``cell``, of a GRU ``reset_gate``, ``update_gate``,
        each [B, L, width]; of a Transformer ``attention`` [layers, B, heads, L, L], who looks (row)
        at whom (column). With learned weights of pooling ``pooling`` [B, L]. L counts patches.
        """
        seen = self.steps.look(vectors, lengths)
        seen |= self.pooling.look(seen["states"], lengths)
        known = true_steps(lengths, vectors.shape[1])
        return {name: blank_beyond(value, known) for name, value in seen.items()}


def blank_beyond(value: Tensor, known: Tensor) -> Tensor:
    """What is seen inside (``SequenceModel.look``), 0 where no step is known, bool [B, L]."""
    if value.dim() == 5:  # attention
        return value * (known.unsqueeze(1) & known.unsqueeze(2)).unsqueeze(1)
    return value * (known if value.dim() == 2 else known.unsqueeze(2))
