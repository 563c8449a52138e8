"""One thread: the machine is shared, and sums then have one order."""

from collections.abc import Iterator

import pytest

from etude.studies.performing.performer import one_thread


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    with one_thread():
        yield
