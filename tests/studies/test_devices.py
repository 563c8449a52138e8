"""A device that is not there is one sentence, before any work."""

import sys
from pathlib import Path

import pytest

from etude.errors import BadOption
from etude.records.question import Question
from etude.studies.devices import check_device
from etude.studies.study import fit

torch = pytest.importorskip("torch")


def test_the_processor_is_there_without_a_look_at_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    check_device("cpu")


@pytest.mark.parametrize("name", ["gpu", "", "cuda:x", "cpu:0", "cuda:-1", "meta"])
def test_an_unknown_name(name: str) -> None:
    with pytest.raises(BadOption, match=f'no device "{name}"; write cpu, cuda, cuda:1 or mps'):
        check_device(name)


@pytest.mark.parametrize("name", ["cuda", "cuda:0", "mps"])
def test_a_device_this_machine_lacks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(BadOption, match=f'torch finds no device "{name}" on this machine'):
        check_device(name)


def test_cards_are_counted_from_0(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    check_device("cuda")
    check_device("cuda:1")
    with pytest.raises(BadOption, match='"cuda:2"'):
        check_device("cuda:2")


def test_nothing_is_begun_for_a_device_that_is_not_there(tmp_path: Path) -> None:
    question = Question(source="absent.csv", targets=("y",), device="abacus")
    with pytest.raises(BadOption, match="abacus"):
        fit(question, out=tmp_path / "study")
    assert not (tmp_path / "study").exists()
