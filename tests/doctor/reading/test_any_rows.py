"""Whatever a log holds: a record or one sentence, never another error."""

import json
import math
import string
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from etude.doctor.reading.catalogue import log_in
from etude.doctor.reading.log import Log
from etude.doctor.reading.training import record_of
from etude.doctor.telling import as_text, tell
from etude.errors import Mendable

NAMES = ("epoch", "step", "loss", "val_loss", "train_acc", "val_acc", "lr", "grad_norm")
NUMBERS = st.one_of(
    st.floats(width=32), st.integers(0, 12).map(float), st.just(math.nan), st.just(math.inf)
)
ROWS = st.lists(
    st.dictionaries(st.sampled_from(NAMES), NUMBERS, min_size=1), min_size=1, max_size=30
)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, classes=st.sampled_from((0, 2, 10)))
def test_any_rows_are_told(rows: list[dict[str, float]], classes: int) -> None:
    with suppress(Mendable):
        told = tell(record_of(Log("CSV", tuple(rows)), "log", asked={}, classes=classes))
        assert as_text(told)


TEXTS = st.one_of(
    st.binary(max_size=200),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=3)),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(NAMES), inner),
        max_leaves=12,
    ).map(lambda content: json.dumps(content).encode()),
    st.text(string.digits + ',;.\n{}[]":naif \t', max_size=200).map(str.encode),
    st.text(max_size=100).map(lambda text: f'{{"log_history": {text}}}'.encode()),
    st.binary(max_size=100).map(lambda data: b"\x18\0\0\0\0\0\0\0abcd\x1a\x0dbrain.Event:2" + data),
)


@settings(max_examples=150, deadline=None)
@given(data=TEXTS)
def test_any_bytes_are_a_log_or_refused(data: bytes) -> None:
    with suppress(Mendable):
        log = log_in(data, Path("log"))
        assert log.names
        record_of(log, "log", asked={})
