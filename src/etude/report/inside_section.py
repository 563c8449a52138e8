"""Inside the network: what one row's answer hangs on, who looks at whom, what is remembered."""

from dataclasses import dataclass

from etude.records.figures import counted
from etude.records.inside import Inside
from etude.report.charts import attention, gates, memory, steps, tokens
from etude.report.charts.chart import Chart
from etude.report.figures_in_words import capital, clipped, figure, share
from etude.report.page import Page, Section

MODELS = {
    "bag": "a bag, for which the order plays no part",
    "bag_of_pairs": "a bag of words and of pairs of neighbouring words",
    "convolution": "a convolution",
    "rnn": "an RNN",
    "lstm": "an LSTM",
    "gru": "a GRU",
    "transformer": "a Transformer",
    "pretrained": "a pretrained encoder",
}


@dataclass(frozen=True)
class InsideSection:
    """sentences: which row, what was answered, what stands out. charts: importance first."""

    sentences: tuple[str, ...]
    charts: tuple[Chart, ...]


def inside_section(inside: Inside | None) -> InsideSection | None:
    """None where nothing was looked into."""
    if inside is None:
        return None
    return InsideSection(sentences(inside), charts(inside))


def sentences(inside: Inside) -> tuple[str, ...]:
    """Plain words about the row and what was seen in it."""
    sure = "" if inside.sure is None else f", {share(inside.sure)} sure"
    told = [
        f"Row {inside.unit:,} of the source (counted from 0)"
        f"{f', {inside.chosen}' if inside.chosen else ''}: the truth is"
        f" {clipped(inside.truth)}, the answer {clipped(inside.answer)}{sure}.",
        _which_network(inside),
    ]
    told += [_hangs_on(inside), _unknown(inside), *_seen(inside)]
    return tuple(line for line in told if line)


def charts(inside: Inside) -> tuple[Chart, ...]:
    """Every picture there is of this row."""
    by_kind = {"text": lambda: tokens.draw(inside.parts, inside.measure)}
    drawn = [by_kind.get(inside.data_kind, lambda: steps.draw(inside))()]
    drawn += attention.draw_all(inside.attention, inside.places)
    drawn += [memory.draw(trace, inside.places) for trace in inside.memory]
    drawn.append(gates.draw_means(inside.gates, inside.places))
    drawn += [gates.draw_units(gate, inside.places) for gate in inside.gates]
    return tuple(one for one in drawn if one is not None)


def inside_page(inside: Inside, study: str) -> Page:
    """The page of ``etude explain STUDY --row N``."""
    told = sentences(inside)
    return Page(
        kicker="Etude, inside the network",
        title=f"Row {inside.unit:,} of {study}, as the network reads it",
        lead=told[:1],
        sections=(Section("inside", "Inside the network", told[1:], charts(inside)),),
        footer="Importance is measured on this row alone, by hiding one part at a time; parts that"
        " say the same share it. Attention and gates show where the network looks, not why it"
        " answers.",
    )


def _which_network(inside: Inside) -> str:
    model = MODELS.get(inside.model, inside.model)
    if inside.members == 1:
        told = f"The network is {model}"
    else:
        told = (
            f"Looked into is the first of {inside.members} networks that answer together, {model}"
        )
    if inside.whole is None:
        return f"{told}."
    return f"{told}; alone it is {share(inside.whole)} sure of that answer."


def _hangs_on(inside: Inside) -> str:
    """The parts that weigh most, for and against."""
    ranked = sorted(inside.parts, key=lambda part: -part.importance)
    for_it = [part for part in ranked[:3] if part.importance > 0]
    against = [part for part in ranked[::-1][:1] if part.importance < 0]
    what = "token" if inside.data_kind == "text" else "step"
    if not for_it:
        return f"No single {what} carries the answer: hiding any of them loses nothing of it."
    listed = ", ".join(f"{_named(inside, one.name)} ({figure(one.importance)})" for one in for_it)
    told = f"Hidden one by one, these lose most of the {inside.measure}: {listed}."
    if against:
        one = against[0]
        told += f" Most against it speaks {_named(inside, one.name)} ({figure(one.importance)})."
    return told


def _unknown(inside: Inside) -> str:
    if not inside.unknown:
        return ""
    tokens = counted(inside.unknown, "token is", "tokens are")
    return (
        f"{tokens} not in its vocabulary and read as unknown, so that hiding them changes nothing."
    )


def _seen(inside: Inside) -> list[str]:
    told = []
    if inside.attention:
        last = max(one.layer for one in inside.attention)
        mean = attention.mean_of([one for one in inside.attention if one.layer == last])
        place, got = attention.most_seen(mean, inside.places)
        told.append(
            f"In the last layer {_named(inside, place)} is looked at most: it gets {share(got)} of"
            f" all looking, where {share(1 / len(inside.places))} would be its equal part."
        )
    for trace in inside.memory:
        largest = max(range(len(inside.places)), key=lambda place: trace.change[place])
        told.append(
            f"Reading {trace.direction}, the memory changes most at"
            f" {_named(inside, inside.places[largest])}."
        )
    for gate in inside.gates:
        low, high = min(gate.mean), max(gate.mean)
        told.append(
            f"The {gates.gate_name(gate)} is between {figure(low, 2)} and {figure(high, 2)} open;"
            f" {gates.MEANS[gate.name]}."
        )
    if inside.pooling:
        best = max(range(len(inside.pooling)), key=lambda place: inside.pooling[place])
        told.append(
            f"The learned mean over the steps weighs {_named(inside, inside.places[best])} most,"
            f" with {share(inside.pooling[best])}."
        )
    return [capital(one) for one in told]


def _named(inside: Inside, name: str) -> str:
    """A token in quotes, a step by its number."""
    return f"“{clipped(name, 30)}”" if inside.data_kind == "text" else f"step {name}"
