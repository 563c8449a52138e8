"""The control's rows: the same steps in another order, nothing else changed."""

import numpy as np

from etude.data.rows import Rows
from etude.data.shuffled import shuffled


def rows() -> Rows:
    codes = np.arange(1, 31).reshape(3, 10)
    lengths = np.array([10, 4, 0])
    codes[np.arange(10) >= lengths[:, None]] = 0
    series = np.repeat(codes[..., None], 2, axis=2).astype(np.float32)
    return Rows(
        {"text": codes, "series": series, "numbers": np.ones((3, 2), np.float32)},
        {},
        np.ones(3, np.float32),
        np.array([5, 6, 7]),
        {"text": lengths, "series": lengths},
    )


def test_the_steps_of_a_row_are_shuffled_within_its_length() -> None:
    before, after = rows(), shuffled(rows())
    assert sorted(after.inputs["text"][0]) == sorted(before.inputs["text"][0])
    assert (after.inputs["text"][0] != before.inputs["text"][0]).any()
    assert (after.inputs["text"][1, 4:] == 0).all()
    assert sorted(after.inputs["text"][1, :4]) == sorted(before.inputs["text"][1, :4])
    assert (after.inputs["text"][2] == 0).all()


def test_channels_stay_together_and_other_inputs_stay() -> None:
    after = shuffled(rows())
    np.testing.assert_array_equal(after.inputs["series"][..., 0], after.inputs["series"][..., 1])
    np.testing.assert_array_equal(after.inputs["series"][..., 0], after.inputs["text"])
    np.testing.assert_array_equal(after.inputs["numbers"], rows().inputs["numbers"])


def test_a_row_is_shuffled_alike_wherever_it_stands() -> None:
    whole = shuffled(rows())
    one = rows()
    alone = Rows(
        {"text": one.inputs["text"][:1]},
        {},
        one.weights[:1],
        one.units[:1],
        {"text": np.array([10])},
    )
    np.testing.assert_array_equal(shuffled(alone).inputs["text"][0], whole.inputs["text"][0])
