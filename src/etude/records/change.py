"""A change: one idea, applied to one plan, with its prediction written before training."""

from dataclasses import dataclass

from etude.records.plan import Plan


@dataclass(frozen=True)
class Change:
    """One treatment of one plan.

    name:       short and human: ``dropout 0.25``.
    remedy:     name of the remedy in the catalogue.
    treats:     symptom it answers; "" for a fine-tuning idea that no symptom asked for.
    settings:   the plan's fields it sets, with their new values.
    because:    why now, with the numbers seen.
    prediction: what should be seen if the idea is right, written before training.
    source:     section of the guide or paper.
    """

    name: str
    remedy: str
    treats: str
    settings: tuple[tuple[str, object], ...]
    because: str
    prediction: str
    source: str

    def apply(self, plan: Plan) -> Plan:
        """The plan with this change made."""
        settings = {
            key: tuple(value) if isinstance(value, list) else value for key, value in self.settings
        }
        return plan.changed(**settings)
