from etude.measuring.words import large_errors


def test_the_error_of_the_guide_in_words():
    assert large_errors(13.23, 35 / 3, "USD").startswith("On average off by 11.67 USD;")


def test_large_errors_are_said():
    assert "far larger" in large_errors(30.0, 10.0)
    assert "spread like a bell" in large_errors(10.0, 10.0)
    assert "larger than the rest" in large_errors(15.0, 10.0)
    assert large_errors(0.0, 0.0) == "Every prediction is exact."
