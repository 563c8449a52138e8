"""A hidden layer so narrow that what the others found cannot pass."""

from etude.diagnosis.evidence import Evidence
from etude.diagnosis.harm import severity, with_harm
from etude.diagnosis.seen import Seen

NAME = "narrow layer"
STAGE = "capacity"
PRIORITY = 10
QUESTION = "Is a hidden layer narrower than the classes need, and than a quarter of what it reads?"
MEANING = "All that the network knows of a row must pass through those few units."
FIRST = "Give that layer as many units as its neighbours."
SOURCE = "guide, When to Change What; Szegedy et al. 2016, 2: avoid representational bottlenecks"
BLIND = "Narrow layers that are meant (an autoencoder's); what passes beside a layer."

FEW = 3  # units
MOST = 16  # units: wider ones hold many classes
TIMES = 4  # as wide must be what it reads


def look(evidence: Evidence) -> Seen | None:
    """Fires at 3 units or fewer than one less than there are classes (16
    at most), where four times as many
    numbers come in; silent where several numbers are predicted. A diagnosis with harm."""
    width = evidence.checked("narrow_layer", "width")
    before = evidence.checked("narrow_layer", "before")
    outputs = evidence.checked("narrow_layer", "outputs")
    classes = evidence.facts.classes
    if outputs > 1 and not classes:
        return None
    if not (width <= FEW or width < min(classes - 1, MOST)) or not before >= TIMES * width:
        return None
    sentence = f"A hidden layer of {width:.0f} units reads {before:.0f} numbers"
    return Seen(
        severity=severity(evidence),
        sentence=with_harm(sentence, evidence),
        numbers={"width": width, "before": before, "outputs": outputs},
    )
