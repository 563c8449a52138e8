"""Looking inside a network of texts or series while it reads one development row."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from etude.data.preparation import SERIES, TEXT
from etude.data.rows import Rows
from etude.data.text.tokens import token_lengths
from etude.data.typed import TypedTable
from etude.errors import BadOption
from etude.networks import from_states
from etude.networks.module_encoder import ModuleEncoder
from etude.records.figures import number_said
from etude.records.inside import Inside, Numbers, Part
from etude.records.shape import UNKNOWN
from etude.studies.encoder_inside import can_be_put_back, encoder_put_back
from etude.studies.inside_pictures import (
    attention_of,
    gate_of,
    memory_of,
    pooling_of,
    short,
    shortened,
    spans_of,
)
from etude.studies.predictor import Member, Predictor
from etude.training.predict import predict

MOST_PARTS = 256  # hidden one by one; of longer rows several steps together
MOST_PLACES = 64  # of pictures; steps beyond are taken together
TYPICAL_STEPS = 40  # of a row that is shown as an example, where there are any
Array = npt.NDArray[np.float64]
GATES = {
    "lstm": ("input_gate", "forget_gate", "output_gate"),
    "gru": ("reset_gate", "update_gate"),
}
MEMORY = {"rnn": "states", "lstm": "cell", "gru": "states"}


def row_of(typed: TypedTable, unit: int, sealed: int) -> int:
    """Place of the row with this number in the source.

    Raises: BadOption for one that is not among the development rows.
    """
    found = np.flatnonzero(typed.units == unit)
    if len(found):
        return int(found[0])
    near = typed.units[np.argsort(np.abs(typed.units - unit), kind="stable")[:3]]
    what, otherwise = f"Row {unit} is not among the {len(typed):,} development rows", ""
    if typed.origins is not None:
        what = f"None of the {len(typed):,} development forecasts begins at row {unit}"
        otherwise = "has too few known steps before or after it, "
    raise BadOption(
        f"{what}: it is one of the {sealed:,} sealed for the exam, which are not looked into,"
        f" {otherwise}or was never read. Near it are"
        f" {', '.join(str(one) for one in sorted(near.tolist()))}."
    )


def typical_row(typed: TypedTable, losses: Array, steps: int = TYPICAL_STEPS) -> int:
    """Place of the row with the median loss, among those of at most so many steps where there are
    any: of several the first.

    losses: float64 [N], one a row of ``typed``.
    """
    if typed.series is not None:
        lengths = typed.series.lengths
    else:
        assert typed.documents is not None
        lengths = token_lengths(typed.documents.tolist(), "word")
    short = np.flatnonzero((lengths > 1) & (lengths <= steps))
    among = short if len(short) else np.arange(len(typed))
    order = among[np.argsort(losses[among], kind="stable")]
    return int(order[len(order) // 2])


def look_inside(
    predictor: Predictor,
    typed: TypedTable,
    row: int,
    *,
    chosen: str = "",
    most_places: int = MOST_PLACES,
) -> Inside:
    """One row of a table as the first network of the predictor reads it.

    In:     row: place in ``typed``. chosen: why this one.
    Raises: BadOption where the network has no input with a time axis.
    """
    name, one, whole = input_of(predictor), typed.only(np.array([row])), predictor
    predictor = encoder_put_back(whole)
    member, plan = predictor.members[0], predictor.card.plan
    rows = member.preparation.apply(one)
    spans = spans_of(max(int(rows.lengths[name][0]), 1), MOST_PARTS)
    sure, answer, code = _answer(whole, whole.outputs(one))
    measured = _with_each_hidden(predictor, member, rows, name, spans)
    seen = _seen(predictor, member, rows, name)
    steps = spans_of(seen["states"].shape[0], most_places)
    patch = len(rows.inputs[name][0]) / max(seen["states"].shape[0], 1)
    return Inside(
        unit=int(typed.units[row]),
        chosen=chosen,
        data_kind="text" if name == TEXT else "series",
        model="bag_of_pairs" if plan.reads_pairs and name == TEXT else plan.sequence_model,
        members=len(whole.members),
        truth=_truth(predictor, one),
        answer=answer,
        sure=sure,
        measure=_measure(measured, code),
        whole=float(measured[0, code]) if code >= 0 else None,
        parts=tuple(
            Part(part, short(value))
            for part, value in zip(
                _names(member, one, name, spans), _lost(measured, code), strict=True
            )
        ),
        places=_place_names(member, one, name, steps, plan.patch if patch > 1 else 1),
        lines=_lines(one, rows, spans) if name == SERIES else (),
        attention=attention_of(seen.get("attention"), steps),
        memory=memory_of(seen.get(MEMORY.get(plan.sequence_model, "")), plan.bidirectional, steps),
        gates=tuple(
            gate_of(gate, seen[gate], steps) for gate in GATES.get(plan.sequence_model, ())
        ),
        pooling=pooling_of(seen.get("pooling"), steps),
        unknown=int((rows.inputs[name] == UNKNOWN).sum()) if name == TEXT else 0,
        scaling=plan.series_scaling if name == SERIES else "",
    )


def input_of(predictor: Predictor) -> str:
    """Name of the input with a time axis, or of texts that a frozen encoder reads.

    Raises: BadOption where the network has none.
    """
    names = [one.name for one in predictor.card.shape.inputs if one.steps or one.kind == "vectors"]
    if not can_be_put_back(predictor) and predictor.card.plan.is_frozen:
        raise BadOption(
            "This study's network reads vectors that a pretrained encoder made, in a layer whose"
            " signal is normalised; it cannot be looked into."
        )
    if not names:
        raise BadOption(
            "A row can be explained where a network reads texts or series; this study's reads"
            " columns of a table, whose importance is in its report."
        )
    return names[0]


# --- the answer ------------------------------------------------------------------------------


def _answer(predictor: Predictor, outputs: Array) -> tuple[float | None, str, int]:
    """(Probability, words, code) of the answer; code -1 for numbers."""
    problem = predictor.card.problem
    if not problem.is_classification:
        return None, ", ".join(number_said(float(value)) for value in outputs[0][:12]), -1
    (label,) = predictor.labels(outputs)
    code = problem.labels.index(label)
    return float(outputs[0, code]), label, code


def _truth(predictor: Predictor, one: TypedTable) -> str:
    problem, (truth,) = predictor.card.problem, one.truth
    if problem.is_classification:
        return problem.labels[int(truth)]
    return ", ".join(number_said(float(value)) for value in np.atleast_1d(truth)[:12])


# --- importance ------------------------------------------------------------------------------


def _with_each_hidden(
    predictor: Predictor, member: Member, rows: Rows, name: str, spans: Sequence[slice]
) -> Array:
    """Answers of one network, float64 [1 + spans, outputs]: with nothing hidden, then with each
    span read as unknown tokens, or as what its channels are measured from (0 once scaled)."""
    count = len(spans) + 1
    inputs = {key: np.repeat(x, count, axis=0) for key, x in rows.inputs.items()}
    for place, span in enumerate(spans, start=1):
        inputs[name][place, span] = UNKNOWN if name == TEXT else 0
    many = Rows(
        inputs,
        {},
        np.ones(count, dtype=np.float32),
        np.arange(count),
        {key: np.repeat(length, count) for key, length in rows.lengths.items()},
    )
    card = predictor.card
    (values,) = predict(card.plan, card.shape, [member.state], many, device=predictor.device)
    wide: Array = values.astype(np.float64)
    return wide if member.calibration is None else member.calibration.apply(wide)


def _measure(measured: Array, code: int) -> str:
    if code >= 0:
        return "probability of the answer"
    if measured.shape[1] == 1:
        return "answer, in deviations of the target"
    return "answers, mean size of their change in deviations of the target"


def _lost(measured: Array, code: int) -> Array:
    """What each hidden part takes from the answer, float64 [spans]."""
    if code >= 0:
        lost = measured[0, code] - measured[1:, code]
    elif measured.shape[1] == 1:
        lost = measured[0, 0] - measured[1:, 0]
    else:
        lost = np.abs(measured[0] - measured[1:]).mean(axis=1)
    return np.asarray(lost)


# --- names -----------------------------------------------------------------------------------


def _names(member: Member, one: TypedTable, name: str, spans: Sequence[slice]) -> list[str]:
    tokens = _tokens(member, one) if name == TEXT else None
    if tokens is None:
        return [_numbered(span, 1) for span in spans]
    return [" ".join(tokens[span]) or "(empty)" for span in spans]


def _place_names(
    member: Member, one: TypedTable, name: str, spans: Sequence[slice], patch: int
) -> tuple[str, ...]:
    if name == TEXT:
        return tuple(_names(member, one, name, spans))
    return tuple(_numbered(span, patch) for span in spans)


def _numbered(span: slice, patch: int) -> str:
    first, last = span.start * patch + 1, span.stop * patch
    return str(first) if first == last else f"{first}-{last}"


def _tokens(member: Member, one: TypedTable) -> tuple[str, ...]:
    assert member.preparation.tokens is not None
    assert one.documents is not None
    tokens = member.preparation.tokens.tokens(one.documents[0])
    return tuple("(next column)" if token == "\n" else token for token in tokens)


def _lines(one: TypedTable, rows: Rows, spans: Sequence[slice]) -> tuple[tuple[str, Numbers], ...]:
    """Scaled values of each channel, the mean of the steps of a span."""
    assert one.series is not None
    values = rows.inputs[SERIES][0].astype(np.float64)
    means = np.stack([values[span].mean(axis=0) for span in spans])
    return tuple(
        (channel, shortened(means[:, place])) for place, channel in enumerate(one.series.channels)
    )


# --- inside ------------------------------------------------------------------------------------


def _seen(predictor: Predictor, member: Member, rows: Rows, name: str) -> dict[str, Array]:
    """What ``SequenceModel.look`` tells of the row, without the axis of rows."""
    card = predictor.card
    network = from_states(card.plan, card.shape, [member.state])
    encoder = network.encoders[name]
    assert isinstance(encoder, ModuleEncoder)
    x, lengths = torch.from_numpy(rows.inputs[name]), torch.from_numpy(rows.lengths[name])
    with torch.no_grad():
        (seen,) = encoder.look(x, network.tensors.values, lengths)
    return {
        key: (value[:, 0] if key == "attention" else value[0]).double().numpy()
        for key, value in seen.items()
    }
