import pytest

from etude.doctor.reading.roles import asked_roles, role_of, roles_of
from etude.errors import BadColumn, BadOption

SPELLINGS = {
    "train_loss": ("train_loss", "Loss/train", "trainLoss", "training loss", "trainloss",
                   "train/loss_epoch", "Train_Loss_Step", "loss_train", "train/epoch_loss"),
    "validation_loss": ("val_loss", "Loss/val", "valid_loss", "eval_loss", "eval/loss", "dev loss",
                        "validationLoss", "val_loss_epoch", "test_loss", "validation/epoch_loss"),
    "loss": ("loss", "Loss", "epoch_loss", "mse", "cross_entropy_ce"),
    "train_accuracy": ("train_acc", "Accuracy/train", "train_binary_accuracy"),
    "validation_accuracy": ("val_accuracy", "val_sparse_categorical_accuracy", "eval_accuracy"),
    "learning_rate": ("lr", "learning_rate", "lr-AdamW", "learningRate", "train/learning_rate"),
    "gradient_norm": ("grad_norm", "train/grad_norm", "gradient norm", "grad_2.0_norm_total"),
    "epoch": ("epoch", "Epoch", "epochs", "ep", "trainer/epoch", "train/epoch"),
    "step": ("step", "global_step", "iteration", "_step", "iter", "trainer/global_step"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("role", "name"), [(role, name) for role, names in SPELLINGS.items() for name in names]
)
def test_known_spellings(role: str, name: str) -> None:
    found = role_of(name)

    assert found is not None
    assert found[0] == role


@pytest.mark.parametrize("name", ["time", "f1", "val_f1", "glossary", "trained", "perplexity"])
def test_other_names_have_no_role(name: str) -> None:
    assert role_of(name) is None


def test_an_epochs_own_loss_is_preferred_to_that_of_its_steps() -> None:
    roles = roles_of(["train_loss_step", "train_loss_epoch"], {}, "log")

    assert roles["train_loss"] == "train_loss_epoch"


def test_the_whole_loss_is_preferred_to_its_terms() -> None:
    roles = roles_of(["train/box_loss", "train/loss", "train/cls_loss"], {}, "log")

    assert roles["train_loss"] == "train/loss"


def test_a_loss_by_name_is_preferred_to_an_error() -> None:
    roles = roles_of(["mae", "loss", "val_mae", "val_loss"], {}, "log")

    assert (roles["train_loss"], roles["validation_loss"]) == ("loss", "val_loss")


def test_validation_is_preferred_to_test() -> None:
    assert roles_of(["loss", "test_loss", "val_loss"], {}, "log")["validation_loss"] == "val_loss"


def test_terms_without_their_sum_are_asked_about() -> None:
    with pytest.raises(
        BadColumn, match=r"box_loss, train/cls_loss .*--columns loss=train/box_loss"
    ):
        roles_of(["train/box_loss", "train/cls_loss"], {}, "results.csv")


def test_an_accuracy_of_no_split_counts_where_validation_has_its_own() -> None:
    assert "train_accuracy" not in roles_of(["loss", "accuracy"], {}, "log")
    roles = roles_of(["loss", "accuracy", "val_accuracy"], {}, "log")
    assert roles["train_accuracy"] == "accuracy"


def test_a_person_says_which_is_which() -> None:
    asked = asked_roles(["loss=xent,val_loss=xent val", "dead_share=silent"])

    assert asked == {"train_loss": "xent", "validation_loss": "xent val", "dead_share": "silent"}
    roles = roles_of(["xent", "xent val", "silent", "train_loss"], asked, "log")
    assert roles["train_loss"] == "xent"


@pytest.mark.parametrize("words", ["xent", "=xent", "loss=", "flavour=xent", ""])
def test_a_wrong_answer_says_what_is_right(words: str) -> None:
    with pytest.raises(BadOption, match="ROLE=COLUMN"):
        asked_roles([words])


def test_a_column_asked_for_that_is_absent() -> None:
    with pytest.raises(BadColumn, match=r"no column 'xent' for train_loss; it has loss, lr"):
        roles_of(["loss", "lr"], {"train_loss": "xent"}, "log.csv")
