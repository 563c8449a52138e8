"""The saved model: everything from a raw row to an answer, in safetensors and JSON."""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import safe_open

from etude import __version__
from etude.data.preparation import Preparation
from etude.data.text.pretrained.files import fingerprint
from etude.data.text.pretrained.library import check_installed
from etude.data.text.pretrained.reader import reader_in
from etude.data.typed import TypedTable
from etude.errors import BadStudy
from etude.measuring.calibration import Calibration
from etude.measuring.decisions import decide
from etude.records.codec import from_plain, to_plain
from etude.records.column import Schema
from etude.records.durable import write_bytes_atomically
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.records.shape import NetworkShape

CARD, ENCODER = "predictor.json", "pretrained"
Floats = npt.NDArray[np.float64]
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Card:
    """What a predictor is, beside its weights.

    threshold: probability of the second class from which it is answered (two classes), or None.
    band:      of a forecast, how far the truth lay below and above each of its numbers, in the
               units of mase (``measuring.bands``); empty otherwise.
    """

    plan: Plan
    problem: Problem
    schema: Schema
    shape: NetworkShape
    members: int
    threshold: float | None
    threshold_reason: str
    band: tuple[tuple[float, ...], ...] = ()
    etude: str = __version__


@dataclass(frozen=True)
class Member:
    """One network with its own preparation and calibration."""

    state: dict[str, Array]
    preparation: Preparation
    calibration: Calibration | None


class Predictor:
    """A frozen model: typed rows in, probabilities or numbers in the target's own units out."""

    def __init__(self, card: Card, members: list[Member], device: str = "cpu") -> None:
        self.card = card
        self.members = members
        self.device = device

    def outputs(self, typed: TypedTable) -> Floats:
        """Mean over the members, float64 [N, outputs]."""
        members = [self._member_outputs(member, typed) for member in self.members]
        mean: Floats = np.stack(members).mean(axis=0)
        return mean

    def _member_outputs(self, member: Member, typed: TypedTable) -> Floats:
        from etude.training.predict import predict

        rows = member.preparation.apply(typed)
        (values,) = predict(
            self.card.plan, self.card.shape, [member.state], rows, device=self.device
        )
        wide = values.astype(np.float64)
        if len(member.preparation.target_center):
            return member.preparation.target_back(wide, typed)
        return wide if member.calibration is None else member.calibration.apply(wide)

    def labels(self, outputs: Floats) -> list[str]:
        """The class answered for each row, at the predictor's threshold."""
        codes = decide(self.card.problem, outputs, self.card.threshold)
        return [self.card.problem.labels[code] for code in codes]


def write_card(card: Card, folder: Path) -> None:
    """Write the card beside the members, atomically."""
    text = json.dumps(to_plain(card), indent=1, ensure_ascii=False)
    write_bytes_atomically(folder / CARD, text.encode())


def model_hash(folder: Path) -> str:
    """SHA-256 over the names and contents of the model's files."""
    digest = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def load_predictor(folder: Path, device: str = "cpu") -> Predictor:
    """The predictor in this folder; raises BadStudy where there is none, or it is damaged."""
    try:
        card = from_plain(Card, json.loads((folder / CARD).read_bytes()))
        paths = sorted(folder.glob("member-*.safetensors"))
        members = [_read_member(path) for path in paths]
    except OSError:
        raise BadStudy(
            f"{folder.parent} has no finished model yet; `etude resume {folder.parent}` makes it."
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise BadStudy(f"The model in {folder} is damaged ({error}).") from error
    if not card.plan.is_pretrained:
        return Predictor(card, members, device)
    return _with_encoder(card, members, folder / ENCODER, device)


def _with_encoder(card: Card, members: list[Member], folder: Path, device: str) -> Predictor:
    """A predictor that reads with the pretrained encoder kept in this folder."""
    check_installed()
    reader, about = reader_in(folder), card.shape.pretrained
    if reader is None or about is None or fingerprint(folder) != about.files:
        raise BadStudy(
            f"The pretrained encoder in {folder} is not the one that this model was made with: its"
            " files are missing, damaged or were exchanged; put them back."
        )
    reader = replace(reader, device=device)
    told = [
        replace(member, preparation=member.preparation.with_reader(reader)) for member in members
    ]
    return Predictor(replace(card, shape=card.shape.placed(str(folder))), told, device)


def _read_member(path: Path) -> Member:
    with safe_open(path, framework="np") as file:
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no dict
        metadata = json.loads(file.metadata()["preparation"])
    parts = {
        part: {name.split(".", 1)[1]: arrays[name] for name in arrays if name.startswith(part)}
        for part in ("network.", "preparation.", "calibration.")
    }
    found = parts["calibration."]
    calibration = Calibration(float(found["temperature"][0]), found["bias"]) if found else None
    preparation = Preparation.from_arrays(parts["preparation."], metadata)
    return Member(parts["network."], preparation, calibration)
