"""Networks: a Plan and a NetworkShape become K independent networks computed side by side."""

from etude.networks.moment import Moment
from etude.networks.network import BatchedNetwork, build, from_states

__all__ = ["BatchedNetwork", "Moment", "build", "from_states"]
