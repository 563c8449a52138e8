"""A bag: steps that know nothing of each other; order plays no part but what pairs of tokens, where
the plan asks for them (``pairs``), brought along."""

import torch
from torch import Tensor, nn

from etude.networks.sequences.model import Steps


class TokenBag(Steps):
    """The tokens' vectors as they are. Joulin et al. 2016, Bag of Tricks (fastText)."""

    def __init__(self, given: int) -> None:
        super().__init__()
        self.width = self.elements = given

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """The vectors."""
        return vectors


class SeriesBag(Steps):
    """Each moment through the same layer with ReLU: the mean of the values alone would be 0 for
    a series scaled by its own mean. Zaheer et al. 2017, Deep Sets."""

    def __init__(self, given: int, width: int) -> None:
        super().__init__()
        self.width = self.elements = width
        self.layer = nn.Linear(given, width)

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """What the layer makes of each moment."""
        return torch.relu(self.layer(vectors))
