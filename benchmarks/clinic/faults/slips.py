"""Kinds chosen by a sixth who saw neither the catalogue's rules nor any result: of Kaufman et al.
2012 (Leakage in Data Mining) and Kapoor & Narayanan 2023 (Leakage and the Reproducibility Crisis),
Guo & Berkhahn 2016 (Entity Embeddings of Categorical Variables), Um et al. 2017 (Data Augmentation
of Wearable Sensor Data) and Iwana & Uchida 2021 (An Empirical Survey of Data Augmentation for Time
Series Classification), Morovati et al. 2023 (Bugs in Machine Learning-based Systems: a Faultload
Benchmark), Lin et al. 2017 (Focal Loss for Dense Object Detection), Gneiting 2011 (Making and
Evaluating Point Forecasts), Kiryo et al. 2017 (Positive-Unlabeled Learning with Non-Negative Risk
Estimator), Zhang, Dauphin & Ma 2019 (Fixup Initialization), and of the documentation of Hugging
Face, Lightning, JAX and Flax, in forms that no earlier part plants. Severities were fixed before
any of them was trained."""

from benchmarks.clinic.faults.fault import CLASSES, DENSE, NUMBERS, Fault, each

SLIPS = (
    Fault(
        "known only afterwards",  # Kaufman; Kapoor & Narayanan: features that are not legitimate
        each("told_ahead", 1.0, 3.0, 10.0),
        ("one column tells the target",),
        networks=DENSE,
    ),
    Fault(
        "categories numbered at random",  # Guo & Berkhahn: codes have no order of their own
        each("coded", 0.3, 0.6, 1.0),
        ("codes taken for numbers",),
        networks=DENSE,
    ),
    Fault(
        "padded on the other side",  # Hugging Face's documentation: padding_side
        each("padded_apart", 2, 6, 16),
        ("validation unlike training", "validation scaled otherwise", "validation at chance"),
        networks=("recurrent", "transformer"),
        judged=("validation unlike training", "validation scaled otherwise"),
    ),
    Fault(
        "steps that change places",  # Um; Iwana & Uchida: permutation, where the order tells
        each("pieces", 2, 4, 12),
        ("rows changed on the way",),
        networks=("convolution", "recurrent", "transformer"),
    ),
    Fault(
        "targets cast to whole numbers",  # Morovati: bugs of types and of labels
        each("whole_targets", 0.5, 1.0, 2.0),
        ("targets of other rows", "validation unlike training"),
        tasks=NUMBERS,
        judged=("targets of other rows",),
    ),
    Fault(
        "schedule of too few steps",  # Hugging Face: num_training_steps, where epochs are forgotten
        each("falls_for", 0.3, 0.1, 0.03),
        ("rate falls too soon", "updates too small"),
        judged=("rate falls too soon",),
    ),
    Fault(
        "steps of too many batches",  # Lightning, Hugging Face: accumulation; what is left is lost
        each("accumulated", 4, 12, 40),
        ("few updates an epoch", "stopped too early", "training too slow"),
        judged=("few updates an epoch",),
    ),
    Fault(
        "focused on what is unsure",  # Lin: the focusing parameter, which was at most 5
        each("focus", 5.0, 15.0, 40.0, loss="focal"),
        ("rows weighed unevenly", "first loss too low"),
        tasks=CLASSES,
    ),
    Fault(
        "a quantile in place of the mean",  # Gneiting: a loss that fits the forecast that is wanted
        each("quantile", 0.8, 0.95, 0.99, loss="quantile"),
        ("rows weighed unevenly", "cannot overfit a few rows"),
        tasks=NUMBERS,
        judged=("rows weighed unevenly",),
    ),
    Fault(
        "rows of negative weight",  # Kiryo: a risk that is subtracted falls below 0
        each("negative", 0.03, 0.1, 0.25),
        ("pushed away from the targets", "loss below 0", "rows weighed unevenly"),
        judged=(
            *("pushed away from the targets", "loss below 0", "rows weighed unevenly"),
            "judged by other weights",
        ),
    ),
    Fault(
        "the same units dropped for ever",  # JAX: keys used again; Flax: broadcast_dims of dropout
        each("dropout", 0.3, 0.5, 0.8, same_mask=True),
        ("training and evaluation mode disagree",),
        networks=("dense", "convolution", "recurrent"),  # a Transformer drops inside as well
    ),
    Fault(
        "residual sums that grow",  # Zhang, Dauphin & Ma: He's weights without normalisation
        each("layers", 8, 14, 20, residual=True, he=True),
        ("first loss too high", "exploding gradient"),
        networks=DENSE,
        judged=("first loss too high",),
    ),
)
