"""A comparison: two plans on the same rows and seeds, measured; the verdict is another record."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Losses of two plans subtracted run by run and unit by unit (crossed design).

    effect:             mean of incumbent loss - candidate loss; above 0 the candidate is better.
    variance:           of the effect, from rows and seeds together.
    degrees_of_freedom: of that variance (Satterthwaite).
    incumbent_loss, candidate_loss: mean losses.
    repeats, units:     paired runs and units compared.
    row_variance, seed_variance, interaction_variance: parts of the variance: from the rows drawn,
                        from the seeds, and what the two share.
    """

    effect: float
    variance: float
    degrees_of_freedom: float
    incumbent_loss: float
    candidate_loss: float
    repeats: int
    units: int
    row_variance: float
    seed_variance: float
    interaction_variance: float

    @property
    def relative_gain(self) -> float:
        """Effect as a share of the incumbent's loss; nan where that loss is 0."""
        return self.as_share(self.effect)

    def as_share(self, loss: float) -> float:
        """Any difference of losses as a share of the incumbent's loss; nan where that is 0."""
        return loss / abs(self.incumbent_loss) if self.incumbent_loss else float("nan")
