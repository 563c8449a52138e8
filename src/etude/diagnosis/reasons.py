"""Why a remedy is offered now, in one sentence with the numbers seen."""

from etude.diagnosis.evidence import Situation


def why(situation: Situation) -> str:
    """The sentence of the finding that matters here, or the two losses where there is none."""
    for symptom in ("overfitting", "underfitting"):
        finding = situation.finding(symptom)
        if finding is not None:
            return finding.seen
    evidence = situation.evidence
    return (
        f"training loss is {evidence.train_loss:.4g}, validation loss"
        f" {evidence.validation_loss:.4g}, {100 * evidence.relative_gap:.0f} % apart"
    )
