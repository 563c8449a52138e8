"""The loop of sequence models beside hand-written ones, one after the other in turns.

``python -m benchmarks.sequences`` prints a table and writes docs/results/sequences.md.

The work: vectors of 5,000 tokens (64 numbers), one layer of 64 units or one block of 4 heads, the
mean over the steps, a hidden layer of 64, two classes; batch 32, Adam, cross-entropy. Every epoch
trains on 1,024 texts in a new order and measures the loss of as many and of 256 others. By hand
means what a practitioner writes with the library's kernels (``torch.nn.LSTM``, ``torch.nn.GRU``,
``scaled_dot_product_attention``; our GRU has a kernel of its own): all texts of 64 words without
any padding; or texts of 3 to 128 words as real ones are (log-normal about 20), in random batches,
each padded to its longest text.
Our side includes all that ``train`` does. One thread; seconds are those of the processor, which
other programs on the machine lengthen less than those of the clock.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, gelu, scaled_dot_product_attention

from benchmarks.written import write_result
from etude.data.rows import Rows
from etude.records.plan import Plan
from etude.records.shape import Head, InputShape, NetworkShape
from etude.training import RunRows, train

TOKENS, WIDTH, HEADS, BATCH = 5000, 64, 4, 32
LEARN, STOP, MEASURED_TOGETHER = 1024, 256, 256
EQUAL, LONGEST = 64, 128
GOALS = {"equal": 0.95, "mixed": 1.7}
RESULT = Path(__file__).parents[1] / "docs" / "results" / "sequences.md"


def made_rows(count: int, seed: int, lengths: str) -> Rows:
    """Texts whose class hangs on their words."""
    generator = np.random.default_rng(seed)
    steps = np.full(count, EQUAL)
    if lengths == "mixed":
        drawn = np.exp(np.log(20.0) + 0.7 * generator.standard_normal(count))
        steps = np.clip(drawn.round().astype(np.int64), 3, LONGEST)
    x = generator.integers(3, TOKENS, (count, EQUAL if lengths == "equal" else LONGEST))
    x[np.arange(x.shape[1]) >= steps[:, None]] = 0
    label = (x[:, :3].sum(1) % 2).astype(np.int64)
    ones = np.ones(count, dtype=np.float32)
    return Rows({"text": x}, {"label": label}, ones, np.arange(count), {"text": steps})


class Block(nn.Module):
    """A Transformer's block, normalisation first, as one writes it on the library's attention."""

    def __init__(self) -> None:
        super().__init__()
        self.places = nn.Parameter(torch.randn(LONGEST, WIDTH) * 0.02)
        self.first, self.second, self.third = (nn.LayerNorm(WIDTH) for _ in range(3))
        self.asked, self.answered = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.widen, self.narrow = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        rows, steps, _ = x.shape
        x = x + self.places[:steps]
        asked = self.asked(self.first(x)).view(rows, steps, 3, HEADS, WIDTH // HEADS)
        queries, keys, values = asked.permute(2, 0, 3, 1, 4)
        heads_mask = None if mask is None else mask[:, None, None, :]
        heard = scaled_dot_product_attention(queries, keys, values, attn_mask=heads_mask)
        x = x + self.answered(heard.transpose(1, 2).flatten(2))
        return self.third(x + self.narrow(gelu(self.widen(self.second(x)))))


class ByHand(nn.Module):
    """The same network as a practitioner writes it."""

    def __init__(self, model: str) -> None:
        super().__init__()
        self.vectors = nn.Embedding(TOKENS, WIDTH)
        kinds = {"lstm": nn.LSTM, "gru": nn.GRU}
        self.block = Block() if model == "transformer" else None
        self.kernel = None if self.block else kinds[model](WIDTH, WIDTH, batch_first=True)
        self.trunk = nn.Sequential(nn.Linear(WIDTH, 64), nn.ReLU(), nn.Linear(64, 2))

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        vectors = self.vectors(x)
        states = self.block(vectors, mask) if self.block else self.kernel(vectors)[0]
        if mask is None:
            return self.trunk(states.mean(1))
        known = mask.unsqueeze(2)
        return self.trunk((states * known).sum(1) / known.sum(1))


def by_hand(model: str, learn: Rows, stop: Rows, epochs: int) -> None:
    """Tensors in memory, shuffled indices, Adam as it comes."""
    network = ByHand(model)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    data = [
        tuple(map(torch.from_numpy, (r.inputs["text"], r.lengths["text"], r.targets["label"])))
        for r in (learn, stop)
    ]
    x, lengths, y = data[0]
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for start in range(0, len(x), BATCH):
            chosen = order[start : start + BATCH]
            optimizer.zero_grad()
            cross_entropy(network(*padded(x[chosen], lengths[chosen])), y[chosen]).backward()
            optimizer.step()
        with torch.no_grad():
            for rows, steps, truth in data:
                for start in range(0, len(rows), MEASURED_TOGETHER):
                    part = slice(start, start + MEASURED_TOGETHER)
                    cross_entropy(network(*padded(rows[part], steps[part])), truth[part]).item()


def padded(x: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor | None]:
    """The batch up to its longest text, and which words are true; no mask where all are."""
    longest = int(lengths.max())
    if int(lengths.min()) == longest:
        return x[:, :longest], None
    return x[:, :longest], torch.arange(longest) < lengths.unsqueeze(1)


def by_etude(model: str, learn: Rows, stop: Rows, epochs: int) -> None:
    """The same through ``train``, which also records curves and probes and keeps the best."""
    plan = Plan(sequence_model=model, batch_size=BATCH, epochs=epochs)
    steps = learn.inputs["text"].shape[1]
    shape = NetworkShape(
        (InputShape("text", "tokens", 1, (TOKENS,), steps),), (Head("label", "classes", 2),)
    )
    train(plan, shape, [RunRows(0, "hold-out", learn, stop, None, {})])


def seconds(work: Callable[[], None]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def compared(model: str, lengths: str, epochs: int, rounds: int) -> tuple[float, float]:
    """Median texts a second: (by hand, ours), measured in turns after one to warm up."""
    learn, stop = made_rows(LEARN, 0, lengths), made_rows(STOP, 1, lengths)
    hand, ours = [], []
    for _ in range(rounds + 1):
        hand.append(seconds(lambda: by_hand(model, learn, stop, epochs)))
        ours.append(seconds(lambda: by_etude(model, learn, stop, epochs)))
    texts = LEARN * epochs
    return texts / statistics.median(hand[1:]), texts / statistics.median(ours[1:])


def main() -> None:
    """Measure every case, print the table and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--model", choices=("lstm", "gru", "transformer"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    lines = [
        "| model | lengths | by hand, texts a second | ours | ratio | goal |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    models = (options.model,) if options.model else ("lstm", "gru", "transformer")
    for model in models:
        for lengths, goal in GOALS.items():
            hand, ours = compared(model, lengths, options.epochs, options.rounds)
            ratio = f"{ours / hand:.2f} | {goal}"
            lines.append(f"| {model} | {lengths} | {hand:.0f} | {ours:.0f} | {ratio} |")
            print(lines[-1], flush=True)
    if options.model:
        return
    notes = (__doc__ or "").split("\n\n", 2)[2].strip()
    medians = f"Medians of {options.rounds} rounds in turns, after one to warm up."
    title = "Sequence models beside hand-written loops"
    write_result(RESULT, title, "\n".join(lines), f"{notes}\n{medians}")


if __name__ == "__main__":
    main()
