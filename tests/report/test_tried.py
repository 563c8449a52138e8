from dataclasses import replace

from etude.records.moves import Judge, OutOfTime, Train, Trained
from etude.records.notebook import Entry, Notebook
from etude.records.trial import Trial
from etude.report.ending import ending
from etude.report.failing import failing
from etude.report.front import front
from etude.report.score import score
from etude.report.tried import ChangeStory, tried


def changes(notebook: Notebook) -> dict[str, ChangeStory]:
    return {
        one.name: one
        for phase in tried(notebook).phases
        for one in (*phase.changes, *phase.unjudged)
    }


def out_of_time(notebook: Notebook, numbers: tuple[int, ...], *, without: str) -> Notebook:
    """The notebook with these trials not performed, and this change not judged."""

    def late(entry: Entry) -> Entry:
        wanted = isinstance(entry.move, Train) and entry.move.number in numbers
        return replace(entry, result=OutOfTime(9.0)) if wanted else entry

    kept = [
        late(entry)
        for entry in notebook
        if not (isinstance(entry.move, Judge) and entry.move.change.name == without)
    ]
    return replace(notebook, entries=tuple(kept))


def test_every_phase_says_what_came_of_it(finished: Notebook) -> None:
    remarks = {phase.title: " ".join(phase.remarks) for phase in tried(finished).phases}
    assert "Read 891 rows" in remarks["The data"]
    assert "linear model 0.470" in remarks["Yardsticks"]
    assert "Exam on 179 rows: log loss 0.430" in remarks["The exam"]


def test_what_was_seen_stands_beside_the_prediction(finished: Notebook) -> None:
    seen = changes(finished)["dropout 0.25"].seen
    assert seen.startswith("Training loss 0.")
    assert seen.endswith("over the same folds and seeds.")
    assert changes(finished)["average of 5 networks"].seen == ""


def test_a_winner_that_was_never_confirmed_says_so(finished: Notebook) -> None:
    late = out_of_time(finished, (8,), without="learning rate 0.003")
    assert changes(late)["learning rate 0.003"].verdict == (
        "Not judged: it looked 0.6 % better in screening, but the budget ended before it could be"
        " confirmed."
    )
    assert "Left out, as the budget ended: learning rate 0.003." in front(late).warnings


def test_a_change_without_screening_says_that_the_budget_ended(finished: Notebook) -> None:
    late = out_of_time(finished, (3, 5, 6), without="dropout 0.25")
    unscreened = [e for e in late if type(e.move).__name__ != "Screened"]
    told = changes(replace(late, entries=tuple(unscreened)))["dropout 0.25"]
    assert told.verdict == "Not judged: the budget ended first."


def test_a_racer_that_was_stopped_says_when(finished: Notebook) -> None:
    def stopped(trial: Trial) -> Trial:
        runs = tuple(replace(run, outcome="dropped", epochs=4) for run in trial.runs)
        return replace(trial, runs=runs)

    entries = tuple(
        replace(entry, result=replace(entry.result, trial=stopped(entry.result.trial)))
        if isinstance(entry.result, Trained) and entry.result.trial.number == 4
        else entry
        for entry in finished
    )
    told = changes(replace(finished, entries=entries))["128 - 128 neurons"]
    assert told.verdict.startswith("Screened out: stopped at epoch 4, too far behind to win; loss")
    assert told.seen == ""


def test_the_table_of_yardsticks_has_the_development_rows(finished: Notebook) -> None:
    against = score(finished).against
    assert against is not None
    assert against.header[1:3] == ("log loss, development rows", "log loss, test rows")
    assert against.rows[1][:3] == ("linear model", "0.470", "0.464")


def test_the_failures_come_first(finished: Notebook, beaten: Notebook) -> None:
    told = failing(finished)
    assert told is not None
    assert told.opening.startswith("Of 73 that are")
    assert "19 are missed; of 106 that are no, 14 are false alarms; weakest where" in told.opening
    numbers = failing(beaten)
    assert numbers is not None
    assert numbers.opening == "On average price is off by 5.20."


def test_what_refusing_leaves_open_is_read_from_refused_changes(finished: Notebook) -> None:
    limits = " ".join(ending(finished, "STUDY", ()).limits)
    assert "of the refused changes, a gain below 2.9 % of the loss could be missed" in limits
