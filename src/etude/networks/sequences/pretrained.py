"""A pretrained encoder that goes on learning: what it knew, and what it learns beside that."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call

from etude.data.text.pretrained.body import Body, body_of
from etude.data.text.pretrained.reader import FIRST_CODE
from etude.networks.first_values import Drawn, First
from etude.networks.sequences.entry import Entry
from etude.networks.sequences.lengths import true_steps
from etude.networks.sequences.model import SequenceModel, Steps, blank_beyond
from etude.networks.sequences.pooling import pooling_of
from etude.networks.slot import zeros
from etude.records.plan import Plan
from etude.records.pretrained import Marks, Pretrained
from etude.records.shape import PADDING, SEPARATOR, UNKNOWN, InputShape


class MarkedPieces(Entry):
    """Codes become the encoder's own numbers of pieces, with the marks it expects around them;
    x int64 [B, L] -> int64 [B, L + marks]."""

    dimensions, width = 1, 1

    def __init__(self, marks: Marks) -> None:
        super().__init__()
        self.marks = marks

    def forward(self, x: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """What follows a text stands right behind its last piece, wherever that is."""
        before, after = (x.new_tensor(ids) for ids in (self.marks.before, self.marks.after))
        rows, steps = x.shape
        known = true_steps(lengths, steps)
        ids = x.new_full((rows, len(before) + steps + len(after)), self.marks.padding)
        ids[:, : len(before)] = before
        inner = torch.where(known, self._ids(x), self.marks.padding)
        ids[:, len(before) : len(before) + steps] = inner
        places = len(before) + lengths.unsqueeze(1) + torch.arange(len(after), device=x.device)
        ids.scatter_(1, places, after.expand(rows, -1))
        return ids, lengths + len(before) + len(after)

    def _ids(self, x: Tensor) -> Tensor:
        special = {PADDING: self.marks.padding, UNKNOWN: self.marks.unknown}
        special[SEPARATOR] = self.marks.separator
        table = x.new_tensor([special[code] for code in range(FIRST_CODE)])
        return torch.where(x < FIRST_CODE, table[x.clamp(max=FIRST_CODE - 1)], x - FIRST_CODE)


class PretrainedSteps(Steps, Drawn):
    """The encoder's weights as they came, plus ``rate`` times what is learned here, which begins
    at 0: the same learning rate moves them ``rate`` times as far as the layers that begin anew
    (Howard & Ruder 2018), and weight decay draws them back to where they came from (Li et al.
    2018, Explicit Inductive Bias for Transfer Learning).
    """

    masks = True

    def __init__(self, about: Pretrained, folder: str, rate: float) -> None:
        super().__init__()
        self.width, self.elements = about.width, about.inner
        self.folder, self.files, self.rate = folder, about.files, rate
        for name in self._body("cpu").used:
            form = self._body("cpu").module.get_parameter(name)
            learned = nn.Parameter(torch.empty_like(form, device="meta"))
            self.register_parameter(_plain(name), learned)

    def first(self, parameter: str) -> First:
        """Nothing learned yet; penalties act on what is learned of matrices."""
        return First(zeros, decays=self.get_parameter(parameter).dim() > 1)

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """States of the last block; vectors: the ids of ``MarkedPieces``."""
        body = self._body(str(vectors.device))
        states: Tensor = self._given(body, vectors, lengths).last_hidden_state
        return states

    def look(self, vectors: Tensor, lengths: Tensor) -> dict[str, Tensor]:
        """States, and who looks at whom, by the plain equations of attention."""
        body = self._body(str(vectors.device))
        usual = body.module.config._attn_implementation
        body.module.set_attn_implementation("eager")
        try:
            seen = self._given(body, vectors, lengths, output_attentions=True)
        finally:
            body.module.set_attn_implementation(usual)
        weights = [one for one in seen.attentions or () if one is not None]
        found = {"states": seen.last_hidden_state}
        return found | ({"attention": torch.stack(weights)} if weights else {})

    def _given(self, body: Body, ids: Tensor, lengths: Tensor, **more: bool) -> Any:
        values = {}
        for name in body.used:
            learned: Tensor = getattr(self, _plain(name))  # whatever stands for the parameter now
            values[name] = torch.add(body.module.get_parameter(name), learned, alpha=self.rate)
        known = true_steps(lengths, ids.shape[1])
        given = {"input_ids": ids, "attention_mask": known.long(), **more}
        return functional_call(body.module, values, (), given)

    def _body(self, device: str) -> Body:
        return body_of(self.folder, self.files, device)


class PretrainedModel(SequenceModel):
    """A pretrained encoder and a pooling; the marks take part in both."""

    def look(self, vectors: Tensor, lengths: Tensor) -> dict[str, Tensor]:
        """As ``SequenceModel.look``, for the pieces of the text alone: what they look at among the
        marks is left out, so that weights need not sum to 1."""
        seen = super().look(vectors, lengths)
        assert isinstance(self.entry, MarkedPieces)
        before, after = len(self.entry.marks.before), len(self.entry.marks.after)
        own = slice(before, vectors.shape[1] - after)
        known = true_steps(lengths - before - after, vectors.shape[1] - before - after)
        cut = {name: _between(value, own) for name, value in seen.items()}
        return {name: blank_beyond(value, known) for name, value in cut.items()}


def pretrained_model(plan: Plan, one: InputShape) -> PretrainedModel:
    """The model of input ``one``, whose shape says where the encoder lies."""
    if one.pretrained is None or not one.folder:
        raise ValueError(f"input {one.name} is to be read by a pretrained encoder; none is there")
    with torch.device("meta"):
        entry = MarkedPieces(one.pretrained.marks)
        pooling = pooling_of(plan.pooling, one.pretrained.width, 1)
    steps = PretrainedSteps(one.pretrained, one.folder, plan.pretrained_rate)
    return PretrainedModel(entry, steps, pooling, one.steps)


def _plain(name: str) -> str:
    """A parameter's path as one name: a module's own parameters have no dots in theirs."""
    return name.replace(".", "/")


def _between(value: Tensor, own: slice) -> Tensor:
    if value.dim() == 5:  # attention
        return value[..., own, own]
    return value[:, own]
