"""A frozen encoder put back into its network: the same answers, made from pieces instead of vectors
that were made before, so that there is something to look into."""

from dataclasses import replace

import numpy as np

from etude.data.preparation import TEXT
from etude.data.text.pretrained.reader import FIRST_CODE
from etude.data.text.pretrained.vectors import VectorPreparation
from etude.data.text.tokens import PRETRAINED, TokenPreparation
from etude.networks import from_states
from etude.networks.module_encoder import ModuleEncoder
from etude.networks.sequences import sequence_model
from etude.records.shape import InputShape
from etude.studies.predictor import Member, Predictor


def can_be_put_back(predictor: Predictor) -> bool:
    """Whether the scaling of the vectors can go into the first layer: not where that layer's signal
    is normalised, which leaves it no bias."""
    return predictor.card.plan.normalisation == "none"


def encoder_put_back(predictor: Predictor) -> Predictor:
    """The first network of a predictor with its frozen encoder inside; any other as it is."""
    card = predictor.card
    if not card.plan.is_frozen:
        return predictor
    member = predictor.members[0]
    vectors = member.preparation.vectors
    assert vectors is not None
    plan = card.plan.changed(pretrained_rate=1.0)  # of nothing: what was learned of it is 0
    inputs = tuple(_pieces(one, vectors) if one.name == TEXT else one for one in card.shape.inputs)
    text = next(one for one in inputs if one.name == TEXT)
    learned = {
        slot.name: np.zeros(slot.shape, dtype=np.float32)
        for slot in ModuleEncoder(TEXT, sequence_model(plan, text)).slots()
    }
    tokens = TokenPreparation(PRETRAINED, text.steps, vectors.beyond, reader=vectors.reader)
    preparation = replace(member.preparation, vectors=None, tokens=tokens)
    state = member.state | learned | _first_layer(predictor, vectors)
    shape = replace(card.shape, inputs=inputs)
    inside = Member(state, preparation, member.calibration)
    return Predictor(replace(card, plan=plan, shape=shape), [inside], predictor.device)


def _pieces(one: InputShape, vectors: VectorPreparation) -> InputShape:
    assert vectors.reader is not None
    about = vectors.reader.about
    codes, steps = (about.vocabulary + FIRST_CODE,), vectors.longest
    return InputShape(one.name, "tokens", 1, codes, steps, 0.0, about, vectors.reader.folder)


def _first_layer(predictor: Predictor, vectors: VectorPreparation) -> dict[str, np.ndarray]:
    """Weight and bias that make of unscaled vectors what they made of scaled ones."""
    card, state = predictor.card, predictor.members[0].state
    widths = {
        name: encoder.width
        for name, encoder in from_states(card.plan, card.shape, [state]).encoders.items()
    }
    names = list(widths)
    start = sum(widths[name] for name in names[: names.index(TEXT)])
    own = slice(start, start + widths[TEXT])
    layer = "hidden.0" if card.plan.hidden else "output"
    weight = state[f"{layer}.weight"].astype(np.float64)
    bias = state[f"{layer}.bias"] - (vectors.center / vectors.spread) @ weight[own]
    weight[own] /= vectors.spread[:, None]
    return {
        f"{layer}.weight": weight.astype(np.float32),
        f"{layer}.bias": bias.astype(np.float32),
    }
