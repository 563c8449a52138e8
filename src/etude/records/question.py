"""What the person asked: the first line of every notebook."""

from dataclasses import dataclass

PHASES = ("baseline", "capacity", "regularise", "fine-tune", "ship")


@dataclass(frozen=True)
class Question:
    """The request behind a study, complete enough to resume it.

    source:       path of the data as given, or a name for data handed over in memory.
    targets:      names of the target columns.
    data_kind:    ``table``, ``text`` or ``series``; "" where it is to be recognised.
    text:         columns to read as text; those that hold free text where none is named.
    pretrained:   folder of a pretrained encoder of texts, or its name on the Hugging Face hub.
    lexicon:      path of groups of words that may stand for one another, "" where none.
    test, validation: paths of a person's own files, "" where none.
    series_id:    column that says which series a row belongs to.
    forecast:     steps ahead to forecast; 0 where nothing is forecast.
    season:       steps after which a series repeats itself; 0 where it is to be found.
    known:        columns whose values are known in advance for the steps to be forecast.
    budget_seconds: wall clock for the whole study.
    max_trials:   most trials after the baseline, None where the clock alone decides.
    quick:        train the guide's default configuration once, then the exam.
    plan:         settings of a hand-written starting plan that differ from the rules' choice.
    phases:       phases of the method to run.
    exam:         whether test rows are sealed and opened at the end; False inside a person's own
                  cross-validation, where all rows are development rows.
    """

    source: str
    targets: tuple[str, ...]
    data_kind: str = ""
    task: str = ""
    metric: str = ""
    test: str = ""
    validation: str = ""
    group: str = ""
    time: str = ""
    order: str = "auto"
    leave_out: tuple[str, ...] = ()
    series_id: str = ""
    text: tuple[str, ...] = ()
    lexicon: str = ""
    pretrained: str = ""
    forecast: int = 0
    season: int = 0
    known: tuple[str, ...] = ()
    unit: str = ""
    cost_false_alarm: float | None = None
    cost_miss: float | None = None
    budget_seconds: float = 300.0
    max_trials: int | None = None
    seed: int = 0
    quick: bool = False
    plan: tuple[tuple[str, object], ...] = ()
    phases: tuple[str, ...] = PHASES
    device: str = "cpu"
    exam: bool = True
