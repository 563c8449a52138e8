"""Do training and evaluation mode say the same of one batch?"""

import torch

from etude.doctor.examined import Examined
from etude.doctor.subject import called, prediction
from etude.doctor.watching.setup import layers_of_two_minds
from etude.records.sanity import SanityCheck

NAME = "train_equals_eval"
AGREE = 1e-4


def measure(examined: Examined) -> SanityCheck | None:
    """difference: largest of an output, over the largest output. expected: 1 where dropout or batch
    normalisation explains it, else 0."""
    outputs = examined.outputs
    if not outputs.is_floating_point() or examined.rows < 2:
        return None
    model = examined.copied()
    model.train()
    with torch.no_grad():
        trained = prediction(called(model, examined.inputs))
    if trained is None or trained.shape != outputs.shape:
        return None
    scale = outputs.abs().max().clamp_min(1e-12)
    difference = float((trained - outputs).abs().max() / scale)
    expected = bool(layers_of_two_minds(examined.model))
    told = f"outputs in training and evaluation mode differ by {difference:.2g} of the largest"
    numbers = {"difference": difference, "expected": float(expected)}
    return SanityCheck(NAME, expected or difference <= AGREE, told, numbers)
