"""The clinic in short: a healthy training, three faults, and who mends one of them."""

import math
import pickle
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import ClassVar

import pytest
import torch
from benchmarks.clinic import faults, study
from benchmarks.clinic.case import ROOMS, Case
from benchmarks.clinic.doctors import etude_doctor
from benchmarks.clinic.doctors.doctor import Healed, Train
from benchmarks.clinic.kept import Jobs
from benchmarks.clinic.network import Unscaled, network_of
from benchmarks.clinic.page import is_named, lowered_share, mended_share, share
from benchmarks.clinic.patients import PARTS, Patient, fault_of, healthy, sick
from benchmarks.clinic.replay import recorded, told
from benchmarks.clinic.rows import data_of
from benchmarks.clinic.study import Examined, Harm, Health, Mended, examined, examined_of
from benchmarks.clinic.training import Outcome, _Coarse, train, train_unwatched
from torch import Tensor

BASE = Case.of("moons", epochs=12)


def seen(patient: Patient) -> Examined:
    return examined_of(patient, examined(patient))


def test_no_alarm_on_a_healthy_training() -> None:
    run = seen(Patient(BASE))
    assert run.test > 0.9
    assert run.diagnoses == ()


@pytest.mark.parametrize(
    ("fault", "severity"),
    [("rate too high", 2), ("softmax before cross-entropy", 2), ("layers that do not learn", 2)],
)
def test_a_planted_fault_is_called_by_its_name(fault: str, severity: int) -> None:
    run = seen(Patient(BASE, fault, severity))
    assert is_named(run, 3), (run.diagnoses, run.notes)


def test_our_doctor_mends_what_it_names() -> None:
    sick_one = train(Patient(BASE, "missing zero_grad", 2).case)
    tried: list[Case] = []

    def counted_train(case: Case) -> Outcome:
        tried.append(case)
        return train(case)

    healed = etude_doctor.heal(sick_one, counted_train, 0)
    assert len(tried) == healed.trainings <= 5
    assert healed.outcome.test > 0.9 > sick_one.test


def test_doctors_that_draw_lots_draw_others_for_every_patient(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Drawing:
        NAME = "drawing"
        lots: ClassVar[list[int]] = []

        def heal(self, sick: Outcome, train: Train, seed: int) -> Healed:
            self.lots.append(seed)
            return Healed((sick,))

    monkeypatch.setattr(study, "DOCTORS", (Drawing(),))
    outcome = train_unwatched(BASE.changed(epochs=1))
    for case in (BASE, BASE.changed(rate=1.0), BASE):
        study.heal_by_all(replace(outcome, case=case), train, train_unwatched)
    first, second, again = Drawing.lots
    assert first != second
    assert first == again


def test_a_setting_is_in_one_room_and_known_by_its_name() -> None:
    names = [one.name for room in ROOMS.values() for one in fields(room)]
    assert len({*names, "data", "network", "seed", *ROOMS}) == len(names) + 3 + len(ROOMS)
    case = BASE.changed(rate=0.1, label_noise=0.2, seed=3)
    assert (case.descent.rate, case.preparation.label_noise, case.seed) == (0.1, 0.2, 3)
    assert case.setting("epochs") == BASE.loop.epochs == 12
    with pytest.raises(TypeError, match="no setting 'rates'"):
        BASE.changed(rates=0.1)


def test_every_room_tells_of_its_settings_in_their_order() -> None:
    for room in ROOMS.values():
        told = re.findall(r"^    (\w+):", room.__doc__, re.MULTILINE)
        assert told == [one.name for one in fields(room)]


def test_every_fault_breaks_something_wherever_it_fits() -> None:
    assert len(faults.EVERY) >= 20
    for bases, _ in PARTS.values():
        for patient in sick(bases, faults.EVERY):
            assert patient.case != patient.base.changed(seed=0), patient


def test_no_set_and_no_kind_is_in_two_parts() -> None:
    sets = [{one.data for one in bases} for bases, _ in PARTS.values()]
    assert len(set.union(*sets)) == sum(map(len, sets))
    names = [one.name for one in faults.EVERY]
    assert len(set(names)) == len(names)


def test_at_least_300_healthy_runs_on_every_part_that_scores() -> None:
    scored = [bases for name, (bases, _) in PARTS.items() if name != "seen"]
    assert all(4 * len(list(healthy(bases))) >= 300 for bases in scored)
    assert all(3 * len(list(healthy(bases))) >= 300 for bases in scored[-3:])


def test_rows_in_order_and_an_evaluation_in_training_mode_are_called_by_their_names() -> None:
    order = seen(Patient(BASE.changed(in_order=True, batch=16)))
    assert "rows in order" in (*order.diagnoses, *order.notes)
    judged = seen(Patient(BASE.changed(training_mode=True, dropout=0.5)))
    assert "evaluated in training mode" in judged.diagnoses


def test_the_rate_decays_epoch_by_epoch() -> None:
    run = train(BASE.changed(epochs=3, decay=0.5)).record.runs[0]
    assert run.curves.learning_rate == pytest.approx((0.003, 0.0015, 0.00075))


def test_a_rate_that_rises_and_one_that_flares_up() -> None:
    slow = train(BASE.changed(epochs=5, warm_up=2.0)).record.runs[0].curves.learning_rate
    assert slow == pytest.approx([0.0003 * epoch for epoch in range(1, 6)])
    flared = train(BASE.changed(epochs=5, flare=10.0)).record.runs[0].curves.learning_rate
    assert flared == pytest.approx([0.003] * 4 + [0.03])


def test_what_is_done_to_rows_is_done_where_it_is_said() -> None:
    plain = data_of(BASE)
    learn, judged = plain.learn.inputs, plain.validation.inputs

    def broken(**settings: float) -> tuple[Tensor, Tensor]:
        data = data_of(BASE.changed(**settings))
        return data.learn.inputs, data.validation.inputs

    for settings, change in (
        ({"input_factor": 0.1}, lambda part: part * 0.1),
        ({"bound": 0.5}, lambda part: part.clamp(-0.5, 0.5)),
    ):
        for part, before in zip(broken(**settings), (learn, judged), strict=True):
            assert torch.allclose(part, change(before))
    parts = broken(judged_factor=3.0)
    assert torch.equal(parts[0], learn)
    assert torch.allclose(parts[1], 3 * judged)
    parts = broken(shifted=1.0)
    assert torch.equal(parts[0], learn)
    assert torch.equal(parts[1], judged.flip(1))
    parts = broken(leak=2.0)
    leaked = parts[0][:, 0].unique()
    assert len(leaked) == 2
    assert len(parts[1][:, 0].unique()) > 100
    parts = broken(learn_noise=2.0)
    assert float((parts[0] - learn).std()) == pytest.approx(2.0, rel=0.1)
    assert torch.equal(parts[1], judged)
    overlapping, firsts = data_of(BASE.changed(overlap=0.5)).learn, plain.learn.targets == 0
    again = slice(len(learn), None)
    assert len(overlapping.targets[again]) == round(0.5 * int(firsts.sum()))
    assert bool((overlapping.targets[again] == 1).all())
    assert torch.equal(overlapping.inputs[again][:3], learn[firsts][:3])
    mistaken = data_of(BASE.changed(mistaken=1.0))
    assert not mistaken.learn.targets.any()
    assert mistaken.validation.targets.any()


def test_rows_may_be_scaled_by_themselves_and_a_scaler_be_fitted_again() -> None:
    plain = data_of(BASE)
    for how, length, centre in (("length", True, False), ("mean", False, True)):
        learn = data_of(BASE.changed(by_row=how)).learn.inputs
        assert torch.allclose(learn.norm(dim=1), torch.ones(len(learn))) == length
        assert torch.allclose(learn.mean(1), torch.zeros(len(learn)), atol=1e-6) == centre
    again = data_of(BASE.changed(fit_again=5))
    assert torch.equal(again.learn.inputs, plain.learn.inputs)
    means = again.validation.inputs.unflatten(0, (-1, 5)).mean(1)
    assert torch.allclose(means, torch.zeros_like(means), atol=1e-6)


def test_loops_that_end_too_soon_take_no_step_or_judge_an_average() -> None:
    ended = train(BASE.changed(step_patience=5)).record.runs[0].epochs
    assert ended < BASE.loop.epochs
    for settings in ({"kept_every": 0}, {"averaged": 1.0}):
        first, last = (
            train_unwatched(BASE.changed(epochs=epochs, **settings)).row_scores for epochs in (1, 3)
        )
        assert torch.equal(first, last)


def test_gradients_are_cut_off_and_weights_drawn_anew() -> None:
    data = data_of(BASE)
    network = network_of(BASE.changed(detached=1), data)
    network(data.learn.inputs[:8]).sum().backward()
    reached = [one.grad is not None for one in network.parameters()]
    assert reached == [False, False, True, True, True, True]
    he = network_of(BASE.changed(he=True), data)
    assert float(he[1][0].weight.detach().std()) == pytest.approx((2 / 64) ** 0.5, rel=0.1)
    assert not he[1][0].bias.detach().any()


def test_what_mutants_change_in_a_network() -> None:
    data = data_of(BASE)
    positive = network_of(BASE.changed(positive=0.5), data)[0][0].weight.detach()
    assert 0.0 <= float(positive.min()) < float(positive.max()) <= 0.5
    unbiased = network_of(BASE.changed(unbiased=True), data)
    assert all(one.ndim > 1 for one in unbiased.parameters())
    for output in ("tanh", "softplus", "exponential"):
        ended = network_of(BASE.changed(output=output), data)(data.learn.inputs)
        assert float(ended.detach().min()) > (-1.0 if output == "tanh" else 0.0)
    plain, hindered = (train_unwatched(BASE.changed(entry_penalty=one)) for one in (0.0, 1.0))
    assert hindered.test < plain.test - 0.1
    for settings in ({"loss": "hinge"}, {"loss": "poisson", "output": "softmax"}):
        assert train_unwatched(BASE.changed(**settings)).test > 0.8
    for optimizer in ("adamax", "adagrad", "adadelta"):
        assert train_unwatched(BASE.changed(optimizer=optimizer, epochs=1)).test > 0.0


def test_what_lessons_change_in_rows() -> None:
    plain = data_of(BASE)
    learn, judged = plain.learn, plain.validation
    wide = data_of(BASE.changed(useless=3)).learn.inputs
    assert torch.equal(wide[:, ::4], learn.inputs)
    assert wide.shape == (len(learn.inputs), 4 * learn.inputs.shape[1])
    misread = data_of(BASE.changed(misread=0.25))
    wrong = misread.learn.targets != learn.targets
    assert float(wrong.float().mean()) == pytest.approx(0.25, abs=0.01)
    assert learn.inputs[wrong].norm(dim=1).min() >= learn.inputs[~wrong].norm(dim=1).max() - 0.2
    assert torch.equal(misread.validation.targets, judged.targets)
    anew = data_of(BASE.changed(encoded_anew=1.0))
    assert torch.equal(anew.learn.targets, learn.targets)
    assert torch.equal(anew.validation.targets, 1 - judged.targets)
    unfilled = data_of(BASE.changed(unfilled=0.5))
    assert torch.equal(unfilled.learn.inputs, learn.inputs)
    assert sorted(len(column.unique()) > 1 for column in unfilled.validation.inputs.T) == [0, 1]
    for settings in ({"components": 0.5}, {"swaying": 100.0}):  # all on one line, or nearly
        values = torch.linalg.svdvals(data_of(BASE.changed(**settings)).learn.inputs)
        assert values[1] < 0.05 * values[0]


def test_what_lessons_change_in_a_network() -> None:
    data = data_of(BASE)
    masked = network_of(BASE.changed(blocked=0.5), data)
    silent = (masked[:2](data.learn.inputs) == 0).all(0)
    assert silent[:32].all()
    assert not silent[32:].all()
    network = network_of(BASE.changed(unscaled_dropout=0.5), data)
    dropped = next(one for one in network.modules() if isinstance(one, Unscaled))
    ones = torch.ones(1_000)
    assert sorted(dropped(ones).unique().tolist()) == [0.0, 1.0]
    assert torch.equal(dropped.eval()(ones), ones)


def test_what_lessons_change_in_a_loop() -> None:
    rows = len(data_of(BASE).learn.targets)
    steps = [train(BASE.changed(epochs=3, growing=one)).record.runs[0].steps for one in (0, 1)]
    assert steps == [3 * math.ceil(rows / 32), sum(math.ceil(rows / 32 / 2**of) for of in range(3))]
    few = train(BASE.changed(epochs=2, curriculum=1.0)).record.runs[0].steps
    assert few == sum(math.ceil(share * rows / 32) for share in (0.5, 1.0))
    lowest = train(BASE.changed(lowest_kept=1.0))
    assert lowest.validation == pytest.approx(
        min(lowest.record.runs[0].curves.validation_accuracy), abs=1e-6
    )
    late, all_late = (train_unwatched(BASE.changed(late_gradients=one)) for one in (4, 10_000))
    assert late.test > 0.8
    assert torch.equal(all_late.row_scores, train_unwatched(BASE.changed(rate=0.0)).row_scores)
    own = train_unwatched(BASE.changed(own_answers=1.0))
    assert own.test < late.test
    hardest = train_unwatched(BASE.changed(hardest=0.03, epochs=1))
    assert not torch.equal(hardest.row_scores, train_unwatched(BASE.changed(epochs=1)).row_scores)


def test_coarse_weights_are_given_back() -> None:
    network = network_of(BASE, data_of(BASE))
    before = [one.detach().clone() for one in network.parameters()]
    coarse = _Coarse(network, 2)
    coarse.take()
    assert all(len(one.unique()) <= 3 for one in network.parameters() if one.ndim > 1)
    coarse.give_back()
    assert all(map(torch.equal, before, network.parameters()))


def test_a_replay_asks_todays_rules_of_what_was_recorded(tmp_path: Path) -> None:
    patients = [Patient(BASE), Patient(BASE, "rate too high", 2)]
    kept = tmp_path / "records.pickle"
    kept.write_bytes(pickle.dumps([recorded("seen", one) for one in patients]))
    lines = told(pickle.loads(kept.read_bytes())).splitlines()
    assert lines[0] == "seen: detected 1 of 1, diagnosed 0 of 1 without a planted fault"
    assert lines[1].startswith("rate too high: 1 of 1, cause first 1")


def test_harm_is_two_points_or_two_deviations() -> None:
    patient = Patient(BASE, "rate too high", 0)
    run = Examined(patient, 0.9, 0.9, (), (), 1.0)
    steady, shaky = (0.93, 0.93, 0.93), (0.99, 0.93, 0.87)
    assert Harm(patient, steady, (run,)).is_harmful
    assert not Harm(patient, shaky, (run,)).is_harmful
    assert not Harm(patient, steady, (replace(run, test=0.92),)).is_harmful


def test_mended_means_nine_tenths_of_what_was_lost() -> None:
    patient = Patient(BASE, "rate too high", 0)
    harm = Harm(patient, (0.9,), (Examined(patient, 0.5, 0.5, (), (), 1.0),))
    repairs = [Mended(patient, "etude", (0.5, after), (True,)) for after in (0.87, 0.85)]
    assert mended_share(repairs, [harm], "etude") == (1, 2)
    unharmed = Mended(patient, "etude", (0.9,), ())
    assert mended_share([*repairs, unharmed], [harm], "etude") == (1, 2)
    late = Mended(patient, "etude", (0.5, 0.5, 0.9), (False, True))
    shares = [mended_share([late], [harm], "etude", most) for most in (1, 2, 5)]
    assert shares == [(0, 1), (1, 1), (1, 1)]


def test_accepted_changes_are_counted_one_by_one() -> None:
    patient = Patient(BASE, "rate too high", 0)
    repairs = [
        Mended(patient, "etude", (0.5, 0.7, 0.69), (True, True)),
        Mended(patient, "etude", (0.5, 0.5), (False,)),
        Mended(patient, "random search", (0.5, 0.4), (True,)),
    ]
    assert lowered_share(repairs, "etude") == (1, 2)
    assert lowered_share(repairs, "random search") == (1, 1)


def test_healthy_is_what_tuning_does_not_better() -> None:
    runs = tuple(Examined(Patient(BASE, seed=k), 0.9, 0.9, (), (), 1.0) for k in range(4))
    second = ((0.8, 0.9),) * 4  # the second tuning is the better one by validation
    assert Health(runs, ((0.99, 0.915),) * 4, second, 2).healthy == runs
    assert Health(runs, ((0.5, 0.93),) * 4, second, 2).healthy == ()
    lost = (replace(runs[0], test=0.6), *runs[1:])  # one run alone
    assert Health(lost, ((0.5, 0.9),) * 4, second, 2).healthy == runs[1:]
    shaky = ((0.5, 0.99), (0.5, 0.81)) * 2  # median distance 0.09
    assert Health(runs, shaky, second, 2).healthy == runs
    masked = (
        (0.5, 0.88),
        (0.5, 0.9),
        (0.5, 0.9),
        (0.5, 1.0),
    )  # would hide behind its own deviation
    assert Health(runs, masked, second, 2).healthy == runs[:3]
    begun_afresh = Health(runs, ((0.5, 0.93),) * 4, second, 1)  # a plain network, the second
    assert (begun_afresh.healthy, begun_afresh.untunable) == ((), runs)
    tuned = Health(runs, ((0.95, 0.91),) * 4, second, 1)  # the plain network, best, hides nothing
    assert (tuned.healthy, tuned.untunable) == ((), ())


def test_a_change_is_accepted_beyond_the_luck_of_the_rows() -> None:
    sick = train(Patient(BASE, "missing zero_grad", 2).case)
    well = train(BASE)
    assert etude_doctor.helps(sick, well)
    assert not etude_doctor.helps(well, sick)
    assert not etude_doctor.helps(well, well)


def answered(patient: Patient) -> dict[str, float]:
    return {"seed": patient.seed}


def test_answers_are_kept_and_a_full_clock_begins_nothing(tmp_path: Path) -> None:
    file, everyone = tmp_path / "kept.jsonl", [Patient(BASE, seed=seed) for seed in range(5)]
    patients = everyone[:3]
    jobs = Jobs(file, tmp_path, workers=1)
    assert [one["seed"] for one in jobs.each(answered, patients)] == [0, 1, 2]
    for listed, seeds in ((everyone, [0, 1, 2]), (everyone[2:], [2]), (everyone[3:], [])):
        assert [one["seed"] for one in jobs.each(answered, listed, minutes=0.0)] == seeds
    jobs.close()
    before = file.read_text()
    again = Jobs(file, tmp_path, workers=1)
    assert [one["seed"] for one in again.each(answered, patients)] == [0, 1, 2]
    again.close()
    assert file.read_text() == before


def test_causes_are_symptoms_of_the_catalogue() -> None:
    from etude.diagnosis.catalogue import all_symptoms

    known = {one.NAME for one in all_symptoms()}
    for fault in faults.EVERY:
        assert set(fault.causes) <= known, fault.name
    from benchmarks.clinic.doctors.repairs import REPAIRS

    assert set(REPAIRS) <= known


def test_a_share_says_its_interval() -> None:
    assert share(9, 10).startswith("9 of 10 (90 %; 60 to 98")
    assert share(0, 0) == "none"
    assert fault_of("rate too low").planted(BASE, 0).descent.rate == pytest.approx(
        0.03 * BASE.descent.rate
    )
    assert math.isclose(fault_of("too few epochs").planted(BASE, 2).loop.epochs, 1)
