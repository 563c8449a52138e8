"""Does the order of the words or steps matter? The baseline, trained on shuffled sequences."""

from statistics import fmean

from etude.method.asking import Road, ask
from etude.method.desk import Desk
from etude.method.numbers import CONTROL_SHARE, PILOT_REPEATS
from etude.method.racing import tell_of_memory
from etude.records.moves import Remark, Train, Trained

ORDERLESS = "bag"


def order_control(desk: Desk) -> Road[None]:
    """The baseline again, with the steps of each sequence shuffled: the same rows, seeds and
    epochs, so that what is lost is what order brings. Only where it costs little, and not for what
    a frozen encoder has read before."""
    lengths, plan = desk.facts.lengths, desk.incumbent.plan
    orderless = plan.sequence_model == ORDERLESS and not plan.reads_pairs
    if lengths is None or orderless or plan.is_frozen:
        return
    repeats = (1,) if desk.cross_validated else tuple(range(1, PILOT_REPEATS + 1))
    runs = desk.runs(repeats)
    if desk.ledger.cost(plan, len(runs)) > CONTROL_SHARE * desk.ledger.left:
        return
    move = Train(desk.next_number(), plan, "control", runs, shuffled=True)
    (result,) = yield from ask(move)
    assert isinstance(result, Trained)
    desk.ledger.book(result)
    yield from tell_of_memory(move, result)
    kept = fmean(desk.incumbent.losses[: len(repeats)])
    unit = "words" if lengths.kind == "tokens" else "steps"
    yield (Remark("order", _sentence(unit, kept, fmean(result.losses))),)


def _sentence(unit: str, kept: float, mixed: float) -> str:
    told = f"With the {unit} of each row shuffled the baseline's validation loss is {mixed:.4g}"
    if mixed <= kept:
        return f"{told} instead of {kept:.4g}: their order brings nothing that it has learned."
    share = 100.0 * (mixed - kept) / max(abs(mixed), 1e-300)
    return f"{told} instead of {kept:.4g}: their order saves {share:.0f} % of it."
