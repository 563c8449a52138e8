import math
from dataclasses import replace

from etude.doctor.record import TrainingRecord, facts_unknown, run_of
from etude.doctor.telling import WIDTH, as_text, tell
from etude.records.trial import Curves

HEALTHY = Curves(
    train_loss=(1.0, 0.6, 0.45, 0.4, 0.38, 0.37, 0.365, 0.362, 0.361, 0.361, 0.361, 0.361),
    validation_loss=(1.0, 0.7, 0.55, 0.5, 0.48, 0.47, 0.465, 0.463, 0.462, 0.462, 0.462, 0.462),
)


def record(curves: Curves, **more: object) -> TrainingRecord:
    facts = replace(facts_unknown(), naive_loss=1.1)
    return replace(TrainingRecord("net", (run_of(curves),), facts), **more)


def diverging() -> TrainingRecord:
    run = run_of(Curves(train_loss=(1.0, 5.0, math.nan)), diverged_in=3)
    return TrainingRecord("net", (run,))


def test_a_healthy_training_says_so_and_what_could_not_be_judged() -> None:
    told = tell(record(HEALTHY))

    assert told.healthy
    assert told.verdict.startswith("Nothing here needs treatment")
    assert "lowest 0.462 in epoch 9" in told.course
    assert "activations (silent or saturated units)" in told.unseen
    assert "training loss" not in told.unseen


def test_an_ill_training_says_what_was_seen_and_what_to_try_first() -> None:
    told = tell(diverging())

    finding = told.findings[0]
    assert not told.healthy
    assert finding.symptom == "not finite"
    assert "epoch 3" in finding.seen
    assert told.verdict.startswith(f"Begin with 'not finite': {finding.first}")
    assert all((finding.meaning, finding.first, finding.blind, finding.source))


def test_diagnoses_come_before_notes() -> None:
    severities = [finding.severity for finding in tell(diverging()).findings]

    assert severities == sorted(severities)


def test_one_epoch_proves_nothing() -> None:
    told = tell(record(Curves(train_loss=(1.0,), validation_loss=(1.2,))))

    assert told.verdict.startswith("1 epoch: too few to prove health")


def test_before_training_there_is_no_course_and_nothing_is_missing() -> None:
    told = tell(TrainingRecord("net", before_training=True))

    assert (told.course, told.unseen, told.findings) == ("", "", ())
    assert as_text(told).startswith("net\nNothing is amiss that shows before training")


def test_the_text_holds_every_part_in_lines_of_a_terminal() -> None:
    told = tell(replace(diverging(), notes=("The file was mended.",)))
    text = as_text(told)

    whole = " ".join(text.split())
    for part in (told.verdict, told.course, "The file was mended.", told.findings[0].blind):
        assert part in whole
    assert max(map(len, text.splitlines())) <= WIDTH
