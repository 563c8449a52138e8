import pytest

from etude.records.figures import counted, number_said


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (35 / 3, "11.67"),
        (0.85, "0.85"),
        (1234567.8, "1,234,568"),
        (0.000123456, "0.0001235"),
        (1.5e-12, "1.5e-12"),
        (1e20, "1e+20"),
        (100.0, "100"),
        (-2.0, "-2"),
        (0.0, "0"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_read_well(number: float, written: str) -> None:
    assert number_said(number) == written


def test_a_count_goes_with_its_noun() -> None:
    assert counted(1, "row") == "1 row"
    assert counted(1_309, "row") == "1,309 rows"
    assert counted(2, "entry", "entries") == "2 entries"
