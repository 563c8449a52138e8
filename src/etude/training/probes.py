"""What the steps of one epoch show of K members; looked at now and then, and nothing is changed."""

from collections.abc import Sequence

import torch
from torch import Tensor

from etude.networks.members import Members
from etude.records.plan import Plan

LENGTHS, CHANGES = 32, 8  # steps of an epoch whose gradient, whose update is measured
FEWEST_FOR_SPIKE = 5  # measured gradients
SHORTENED = 0.999  # of its length: what is left of a gradient that counts as clipped


class Probes:
    """Looks at the steps of one epoch: called before and after every update."""

    def __init__(self, tensors: Members, plan: Plan, steps: int) -> None:
        self._tensors, self._plan = tensors, plan
        weights = [slot.name for slot in tensors.slots if slot.decays]
        outer = (tensors.gradients[name].flatten(1) for name in (weights[0], weights[-1]))
        self._first, self._last = outer  # by order of definition
        self._every = -(-steps // LENGTHS), -(-steps // CHANGES)
        self._before: Tensor | None = None
        self._lengths: list[Tensor] = []
        self._clipped: list[Tensor] = []
        self._seen: dict[str, list[Tensor]] = {"first": [], "last": [], "change": []}
        self._seen |= {"pull": []} if plan.l2_penalty else {}
        self._seen |= {"decay": []} if plan.weight_decay else {}

    def before_update(self, step: int) -> None:
        """The gradient of this step's batch is there, without penalties and not yet shortened."""
        if step % self._every[0] == 0:
            self._lengths.append(_length(self._tensors.gradient))
        if step % self._every[1] == 0:
            self._before = self._tensors.flat.clone()
            self._seen["first"].append(_length(self._first))
            self._seen["last"].append(_length(self._last))
            if self._plan.l2_penalty:
                pull = self._plan.l2_penalty * self._tensors.decays * self._before
                self._seen["pull"].append(_length(pull) / _length(self._tensors.gradient))

    def after_update(self, rates: Sequence[float], length: Tensor | None) -> None:
        """The step was made at these rates; length [K, 1] of its gradient before it was
        shortened, None where none is."""
        if length is not None:
            self._clipped.append(length)
        if self._before is None:
            return
        before, self._before = self._before, None
        moved = self._tensors.flat - before
        self._seen["change"].append(_length(moved) / _length(before).clamp_min(1e-30))
        if self._plan.weight_decay:
            shrunk = before.new_tensor(rates).unsqueeze(1) * self._plan.weight_decay * before
            shrunk.mul_(self._tensors.decays)
            self._seen["decay"].append(_length(shrunk) / _length(moved + shrunk))

    def curves(self) -> dict[str, Tensor]:
        """The epoch's point on each of its curves, float32 [K]: see ``Curves``."""
        lengths = torch.stack(self._lengths)  # [measured, K]
        typical = lengths.median(0).values
        listed = torch.stack([one for values in self._seen.values() for one in values])
        medians = listed.view(len(self._seen), -1, len(typical)).median(1).values
        seen = dict(zip(self._seen, medians, strict=True))
        found = {
            "gradient_norm": typical,
            "update_ratio": seen["change"],
            "first_last_gradient": seen["first"] / seen["last"],
            "clipped_share": self._clipped_share(typical),
        }
        if len(lengths) >= FEWEST_FOR_SPIKE:
            found["gradient_spike"] = self._shortened(lengths.amax(0)) / self._shortened(typical)
        # In plain descent both are lambda |w| over |gradient|; Adam scales the gradient alone.
        penalties = [seen[name] for name in ("pull", "decay") if name in seen]
        return found | ({"penalty_share": sum(penalties[1:], penalties[0])} if penalties else {})

    def _shortened(self, lengths: Tensor) -> Tensor:
        """As long as they are stepped with."""
        clip = self._plan.gradient_clip
        return lengths.clamp(max=clip) if clip else lengths

    def _clipped_share(self, typical: Tensor) -> Tensor:
        if not self._clipped:
            return torch.zeros_like(typical)
        shortened = torch.cat(self._clipped, 1) > self._plan.gradient_clip / SHORTENED
        return shortened.float().mean(1)  # [K, steps] -> [K]


def _length(values: Tensor) -> Tensor:
    """Of each member's own, [K, P] -> [K]."""
    lengths: Tensor = torch.linalg.vector_norm(values, dim=1)
    return lengths
