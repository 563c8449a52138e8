"""Which column is which: the spellings of losses, accuracies, rates, epochs and steps."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields

from etude.errors import BadColumn, BadOption
from etude.records.trial import Curves

EPOCH, STEP = "epoch", "step"
TRAIN_LOSS, VALIDATION_LOSS = "train_loss", "validation_loss"
TRAIN_ACCURACY, VALIDATION_ACCURACY = "train_accuracy", "validation_accuracy"
ROLES = (EPOCH, STEP, *(one.name for one in fields(Curves)))

TRAIN = {"train", "training", "trn", "tr"}
VALIDATION = {"val", "valid", "validation", "eval", "evaluation", "dev"}
TEST = {"test", "testing"}
LOSS = {"loss", "losses"}
# Taken for the loss where no column is called so; signs of a score to be raised are not among them.
STAND_INS = {"nll", "mse", "mae", "rmse", "bce", "ce", "crossentropy", "logloss", "cost", "error"}
ACCURACY = {"acc", "accuracy", "top1"}
COUNTERS = {"epoch": EPOCH, "epochs": EPOCH, "ep": EPOCH, "step": STEP, "steps": STEP}
COUNTERS |= dict.fromkeys(("iter", "iters", "iteration", "iterations"), STEP)
ABOUT_COUNTERS = {"global", "trainer", "num", "number", "current", "train", "idx", "index"}
# Words that say nothing of what is measured.
IDLE = {"epoch", "mean", "avg", "average", "metrics", "metric", "total", "sparse", "categorical"}
IDLE |= {"binary", "scalars", "on", "per", "running", "log", "logs"}
EVERY_STEP = {"step", "batch"}  # an epoch's own number is preferred to one of its steps
# How much less than a whole word, or more, a name is taken to leave unexplained.
ROUGH, A_STAND_IN, A_TEST = 0.5, 5.0, 10.0
Kinds = tuple[tuple[str, set[str]], ...]
QUANTITIES: Kinds = (("loss", LOSS), ("accuracy", ACCURACY), ("loss", STAND_INS))
SPLITS: Kinds = (("validation", VALIDATION), ("train", TRAIN), ("validation", TEST))
RUN_TOGETHER = re.compile(r"(train|val|valid|test|eval)(loss|acc|accuracy)")

Roles = Mapping[str, str]


def role_of(name: str) -> tuple[str, float] | None:
    """What a column is by its name, and how much of the name that leaves unexplained.

    >>> role_of("val_loss"), role_of("Loss/train"), role_of("colour")
    (('validation_loss', 0.0), ('train_loss', 0.0), None)
    """
    words = words_of(name)
    counter = [COUNTERS[word] for word in words if word in COUNTERS]
    if counter and set(words) <= COUNTERS.keys() | ABOUT_COUNTERS:
        return counter[-1], float(len(words) - 1)
    if "lr" in words or {"learning", "rate"} <= set(words):
        return "learning_rate", _left(words, {"learning", "rate", "lr"})
    if "gradnorm" in words or ("norm" in words and {"grad", "gradient"} & set(words)):
        return "gradient_norm", _left(words, {"grad", "gradient", "gradnorm", "norm"})
    return _measured(words)


def roles_of(names: Iterable[str], asked: Roles, told: str) -> dict[str, str]:
    """The column of each role.

    In:     names as the file has them; asked, the columns of roles as a person named them; told,
            what to call the file.
    Raises: BadColumn where a column asked for is absent, or several columns may be the same loss;
            it names the columns seen and how to say which is which.
    """
    seen = tuple(names)
    for role, name in asked.items():
        if name not in seen:
            raise BadColumn(f"{told} has no column {name!r} for {role}; it has {listed(seen)}.")
    left = [name for name in seen if name not in asked.values()]
    roles = dict(asked)
    for role, candidates in _candidates(left).items():
        if role not in roles:
            roles[role] = _chosen(role, candidates, told)
    if "loss" in roles:  # a loss of no split: the training's, as Keras and Hugging Face have it
        roles.setdefault(TRAIN_LOSS, roles.pop("loss"))
    _settle_accuracy(roles)
    return roles


def is_of_training(names: Iterable[str]) -> bool:
    """Whether names alone say a training's log: epochs or steps are counted, or a loss is called
    so and no more. A table of people has a ``capital_loss`` too."""
    found = [role for name in names if (role := role_of(name)) is not None]
    return any(
        role in (EPOCH, STEP) or (role.endswith("loss") and unexplained < 1.0)
        for role, unexplained in found
    )


def asked_roles(words: Iterable[str]) -> dict[str, str]:
    """The roles that a person gave to columns: ``loss=xent,val_loss=xent_val``.

    Raises: BadOption where a part is no ``role=column``, or the role is not known.
    """
    asked: dict[str, str] = {}
    for part in (part for word in words for part in word.split(",")):
        role, equals, column = (piece.strip() for piece in part.partition("="))
        known = _asked_role(role)
        if not equals or not column or known is None:
            example = "--columns loss=xent,val_loss=xent_val"
            raise BadOption(
                f"--columns {part}: write ROLE=COLUMN, as in {example}; roles are"
                f" {', '.join(ROLES)}."
            )
        asked[known] = column
    return asked


def _asked_role(written: str) -> str | None:
    if written in ROLES:
        return written
    found = role_of(written)
    if found is None:
        return None
    return {"loss": TRAIN_LOSS, "accuracy": TRAIN_ACCURACY}.get(found[0], found[0])


def words_of(name: str) -> list[str]:
    """The words of a column's name, in small letters."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return re.findall(r"[a-z]+\d?|\d+", RUN_TOGETHER.sub(r"\1 \2", split))


def _measured(words: list[str]) -> tuple[str, float] | None:
    """A loss or an accuracy of one of the splits, or of none."""
    quantity, known = _first_of(QUANTITIES, words)
    if not quantity:
        return None
    split, of_split = _first_of(SPLITS, words)
    left = _left(words, known | of_split) + (A_STAND_IN if known is STAND_INS else 0.0)
    if of_split is TEST:
        left += A_TEST
    return (f"{split}_{quantity}" if split else quantity), left


def _first_of(kinds: Kinds, words: list[str]) -> tuple[str, set[str]]:
    """The first kind that one of the words is of, with all words of it."""
    return next(((kind, known) for kind, known in kinds if known & set(words)), ("", set()))


def _left(words: list[str], known: set[str]) -> float:
    unknown = [word for word in words if word not in known and word not in IDLE]
    return sum(ROUGH if word in EVERY_STEP else 1.0 for word in unknown)


def _candidates(names: Iterable[str]) -> dict[str, list[tuple[float, str]]]:
    found: dict[str, list[tuple[float, str]]] = {}
    for name in names:
        if (role := role_of(name)) is not None:
            found.setdefault(role[0], []).append((role[1], name))
    return found


def _chosen(role: str, candidates: list[tuple[float, str]], told: str) -> str:
    """The column whose name leaves the least unexplained; the first of several, but for a loss."""
    least = min(candidates)[0]
    best = [name for left, name in candidates if left == least]
    if len(best) > 1 and role.endswith("loss"):
        shown = "loss" if role == TRAIN_LOSS else role
        raise BadColumn(
            f"{told}: {listed(best)} may each be the {role.replace('_', ' ')}; say which:"
            f" --columns {shown}={best[0]}"
        )
    return best[0]


def _settle_accuracy(roles: dict[str, str]) -> None:
    """An accuracy of no split is the training's where validation has its own; else it may be
    either's, and is left out."""
    unsplit = roles.pop("accuracy", None)
    if unsplit is not None and VALIDATION_ACCURACY in roles:
        roles.setdefault(TRAIN_ACCURACY, unsplit)


def listed(names: Iterable[str], most: int = 12) -> str:
    """The first names, and how many more there are."""
    written = list(names)
    more = f" and {len(written) - most} more" if len(written) > most else ""
    return ", ".join(written[:most]) + more
