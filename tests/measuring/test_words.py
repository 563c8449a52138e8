import pytest

from etude.measuring.words import figure, large_errors


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (35 / 3, "11.67"),
        (0.85, "0.85"),
        (1234567.8, "1,234,568"),
        (0.000123456, "0.0001235"),
        (1.5e-12, "1.5e-12"),
        (100.0, "100"),
        (-2.0, "-2"),
        (0.0, "0"),
        (float("nan"), "nan"),
    ],
)
def test_figures_read_well(number, written):
    assert figure(number) == written


def test_the_error_of_the_guide_in_words():
    assert large_errors(13.23, 35 / 3, "USD").startswith("On average off by 11.67 USD;")


def test_large_errors_are_said():
    assert "far larger" in large_errors(30.0, 10.0)
    assert "alike in size" in large_errors(10.0, 10.0)
    assert "larger than the rest" in large_errors(15.0, 10.0)
    assert large_errors(0.0, 0.0) == "Every prediction is exact."
