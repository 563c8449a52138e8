"""Which sequence model first, and which rivals after it: the guide's comparison, with evidence.

Source: guide, Sequence Models: Quick Comparison. Where its table speaks of speed, the device
decides: on a CPU the LSTM's kernel is fused and the GRU's is not, so that the GRU, faster by its
arithmetic, is the slower one.
"""

from dataclasses import dataclass, replace

from etude.records.plan import Plan
from etude.records.pretrained import Pretrained
from etude.records.survey import LengthFacts

RNN_MEMORY = 50  # steps after which a plain RNN has forgotten its beginning (guide: 50-100)
LONG_FOR_STEPS = 400  # steps beyond which reading one by one is dear on a CPU
FEW_TEXTS = 20_000  # rows under which it has to be shown that the order of words helps
MANY_ROWS = 100_000  # a Transformer has no built-in sense of order and has to learn it from data

Settings = tuple[tuple[str, object], ...]

WORDS = {
    "bag": "orderless bag",
    "convolution": "convolution",
    "rnn": "RNN",
    "lstm": "LSTM",
    "gru": "GRU",
    "transformer": "Transformer",
    "pretrained": "pretrained encoder",
}
_RECURRENT: Settings = (
    ("optimizer", "rmsprop"),
    ("learning_rate", 0.001),
    ("weight_decay", 0.0),
    ("warmup_steps", 0),
    ("gradient_clip", 1.0),
    ("activation", "relu"),
    ("pooling", "max"),
    ("sequence_layers", 1),
)
_BAG: Settings = (
    ("optimizer", "adam"),
    *_RECURRENT[1:4],
    ("gradient_clip", 0.0),
    ("activation", "relu"),
    ("pooling", "mean"),
    ("sequence_layers", 1),
)
_TRANSFORMER: Settings = (
    ("optimizer", "adamw"),
    ("learning_rate", 0.001),
    ("weight_decay", 0.01),
    ("warmup_steps", 200),
    ("gradient_clip", 1.0),
    ("activation", "gelu"),
    ("pooling", "mean"),
    ("sequence_layers", 1),
)
SERIES_LAYERS = 3  # of a convolution: Wang et al. 2017, Time Series Classification from Scratch


def settings_of(model: str, kind: str) -> Settings:
    """A model with the optimizer, rate, pooling and layers it is used with on ``tokens`` or
    ``series``: with another's it would have no fair trial."""
    if model == "convolution":
        layers = SERIES_LAYERS if kind == "series" else 1
        return (*_BAG[:-2], ("pooling", "max"), ("sequence_layers", layers))
    own = {"bag": _BAG, "pretrained": _BAG, "transformer": _TRANSFORMER}
    return own.get(model, _RECURRENT)


def reading_of(model: str, plan: Plan, pretrained: Pretrained | None) -> Settings:
    """What goes with a change from the plan's model to this one: only a bag reads pairs of words,
    and a pretrained encoder begins frozen and reads pieces of its own."""
    pairs: Settings = (("word_pairs", 0),) if plan.word_pairs else ()
    return (*pairs, *_reading_of_encoder(model, plan, pretrained))


def _reading_of_encoder(model: str, plan: Plan, pretrained: Pretrained | None) -> Settings:
    if model == "pretrained" and pretrained is not None:
        return (("pretrained_rate", 0.0), ("longest", pretrained.usual), ("chunk", 0))
    if plan.is_pretrained and not plan.is_frozen:
        return (("pretrained_rate", 0.0), ("patience", Plan().patience))
    return ()


@dataclass(frozen=True)
class Order:
    """Models in the order in which they are tried, and the numbers that say so."""

    models: tuple[str, ...]
    because: str


def order_of_models(
    lengths: LengthFacts,
    rows: int,
    device: str,
    *,
    forecast: bool = False,
    pretrained: Pretrained | None = None,
) -> Order:
    """The starting model and its rivals for sequences of this length on this device.

    Texts that are few begin with what the words alone say, series to be told apart with the
    patterns in them; else the guide's comparison decides. A pretrained encoder that was asked for
    comes before all of them: while it stays as it came, what learns is smaller than any of them.
    """
    if pretrained is not None:
        models = order_of_models(lengths, rows, device).models
        return Order(
            ("pretrained", *models), f"{_seen(lengths, rows, device)}: {_asked(pretrained)}"
        )
    first, why = _first(lengths, rows, device, forecast)
    rivals = [name for name in _rivals(lengths) if name != first]
    return Order((first, *rivals), f"{_seen(lengths, rows, device)}: {why}")


def as_read(lengths: LengthFacts, most: int) -> LengthFacts:
    """The lengths of series of which a plan reads at most so many steps; texts as they are."""
    if lengths.kind != "series":
        return lengths
    return replace(
        lengths,
        median=min(lengths.median, most),
        long=min(lengths.long, most),
        longest=min(lengths.longest, most),
    )


def _first(lengths: LengthFacts, rows: int, device: str, forecast: bool) -> tuple[str, str]:
    if lengths.kind == "series" and not forecast:
        return "convolution", "series are told apart by patterns, wherever in them they stand"
    if lengths.kind == "tokens" and rows < FEW_TEXTS:
        return "bag", "of so few texts the words alone say most; that order helps is to be shown"
    if rows >= MANY_ROWS and device != "cpu":
        return "transformer", "so many rows and a GPU are what a Transformer needs"
    if device != "cpu":
        return "gru", "on a GPU two gates are cheaper than the LSTM's three"
    if lengths.long > LONG_FOR_STEPS:
        return "convolution", "on a CPU reading so many steps one by one is dear"
    return "lstm", "the LSTM remembers so many, and its kernel is faster here than a GRU's"


def _rivals(lengths: LengthFacts) -> tuple[str, ...]:
    """By what they remember at which price; an RNN only where its memory reaches the beginning."""
    short = ("rnn",) if lengths.long <= RNN_MEMORY else ()
    return ("lstm", "convolution", "gru", "transformer", "bag", *short)


def _asked(about: Pretrained) -> str:
    return (
        f"{about.called} was asked for, {about.layers} layers of width {about.width} that have read"
        " other texts; at first they stay as they came, and only what follows them learns"
    )


def _seen(lengths: LengthFacts, rows: int, device: str) -> str:
    unit = "tokens" if lengths.kind == "tokens" else "steps read"
    where = "CPU" if device == "cpu" else "GPU"
    return f"median {lengths.median:.0f} {unit}, {rows:,} rows to learn from, {where}"
