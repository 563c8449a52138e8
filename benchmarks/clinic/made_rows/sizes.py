"""How many rows and steps made sets have, and how one of them is drawn."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

MADE, STEPS = 1500, 24
SHORT, FEW = 20, 12  # steps
MANY, MANY_SERIES = 2400, 1800  # so that two points of the score are more than luck

Floats = npt.NDArray[np.float64]
Rows = tuple[Floats, Floats]
Lots = np.random.Generator
Draw = Callable[[Lots], Rows]
