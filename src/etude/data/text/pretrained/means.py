"""Reading texts with a frozen encoder: the mean of the states of each."""

import time
from collections.abc import Iterator, Sequence

import numpy as np
import torch

from etude.data.scaling import Floats
from etude.data.text.cutting import part_seen
from etude.data.text.pretrained.body import body_of
from etude.data.text.pretrained.reader import FIRST_CODE, Reader
from etude.records.pretrained import Marks
from etude.records.shape import PADDING, SEPARATOR, UNKNOWN

TOGETHER = 8  # texts of equal length computed at once, always: an answer hangs on no neighbour
SAMPLES = 5  # batches that foretell how long all of them take
Codes = Sequence[int]


def read(
    reader: Reader, documents: Sequence[str], longest: int, beyond: str
) -> Iterator[tuple[list[str], Floats]]:
    """(Documents, their vectors), those of equal length together, filled up by repetition."""
    cut = [part_seen(reader.codes(one), longest, beyond) for one in documents]
    for some in _batches([len(codes) for codes in cut]):
        filled = [cut[some[place % len(some)]] for place in range(TOGETHER)]
        yield [documents[place] for place in some], _means(reader, filled)[: len(some)]


def seconds_to_read(reader: Reader, documents: Sequence[str], longest: int, beyond: str) -> float:
    """Seconds that reading all of these takes here, foretold from a few batches, short and long.

    Blind: what else the machine does a minute later.
    """
    cut = [part_seen(reader.codes(one), longest, beyond) for one in dict.fromkeys(documents)]
    batches = [cut[some[0]] for some in _batches([len(codes) for codes in cut])]
    around = len(ids_of((), reader.about.marks))
    picked = batches[:: max(1, len(batches) // SAMPLES)]
    _means(reader, picked[-1:] * TOGETHER)  # loads the encoder
    start = time.perf_counter()
    for codes in picked:
        _means(reader, [codes] * TOGETHER)
    seconds = time.perf_counter() - start
    sampled, all_steps = (sum(len(codes) + around for codes in one) for one in (picked, batches))
    return seconds * all_steps / sampled


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of equal length, the longest first."""
    by_length: dict[int, list[int]] = {}
    for place, length in enumerate(lengths):
        by_length.setdefault(length, []).append(place)
    for length in sorted(by_length, reverse=True):
        places = by_length[length]
        yield from (places[start : start + TOGETHER] for start in range(0, len(places), TOGETHER))


def _means(reader: Reader, cut: Sequence[Codes]) -> Floats:
    """float32 [n, width] of texts with equally many pieces; the marks count too, as in the means
    that sentence encoders are trained for."""
    place = reader.device
    ids = torch.tensor([ids_of(codes, reader.about.marks) for codes in cut], device=place)
    with torch.inference_mode():
        body = body_of(reader.folder, reader.about.files, place)
        states = body.states(ids, torch.ones_like(ids, dtype=torch.bool))
        return np.asarray(states.mean(1).cpu().numpy())


def ids_of(codes: Codes, marks: Marks) -> list[int]:
    """The encoder's own numbers of these pieces, with the marks around them; an empty text is
    read as a single piece of padding."""
    special = {PADDING: marks.padding, UNKNOWN: marks.unknown, SEPARATOR: marks.separator}
    inner = [special.get(code, code - FIRST_CODE) for code in codes or (PADDING,)]
    return [*marks.before, *inner, *marks.after]
