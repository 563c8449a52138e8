"""Kinds chosen by one more who saw neither the catalogue's rules nor any result: of LeCun, Bottou,
Orr & Mueller 1998 (Efficient BackProp), Bengio 2012 (Practical Recommendations for Gradient-Based
Training of Deep Architectures), Goodfellow, Bengio & Courville 2016 (Deep Learning), the notes of
Stanford's CS231n, Zinkevich 2017 (Rules of Machine Learning), Sculley et al. 2015 (Hidden Technical
Debt in Machine Learning Systems), Breck et al. 2019 (Data Validation for Machine Learning), Ng 2018
(Machine Learning Yearning), Ma et al. 2018 (DeepMutation), S. L. Smith et al. 2018 (Don't Decay the
Learning Rate, Increase the Batch Size) and Chen et al. 2021 (An Empirical Study on Deployment
Faults of Deep Learning Based Mobile Applications), in forms that no earlier part plants. Severities
were fixed before any of them was trained."""

from benchmarks.clinic.faults.fault import CLASSES, TOO_FAST, TOO_SLOW, Fault, each

LESSONS = (
    Fault(
        "odd rows misread",  # DeepMutation: label error; Ng: look at mislabeled examples
        each("misread", 0.1, 0.25, 0.5),
        (
            *("validation better than training", "validation unlike training", "underfitting"),
            *("validation at chance", "overfitting"),
        ),
        mendable=False,  # what it needs is other labels
    ),
    Fault(
        "columns of no use",  # Zinkevich, rule 22: clean up features you are no longer using
        each("useless", 2, 8, 30),
        ("overfitting", "columns of no use"),
    ),
    Fault(
        "columns that sway together",  # LeCun, 4.3: input variables should be uncorrelated
        each("swaying", 1.0, 3.0, 10.0),
        ("underfitting", *TOO_SLOW, "columns move together"),
    ),
    Fault(
        "too few principal components",  # CS231n: data preprocessing, PCA and whitening
        each("components", 0.6, 0.35, 0.15),
        ("underfitting", "plateau", "cannot overfit a few rows"),
    ),
    Fault(
        "columns not filled in when it serves",  # Breck: training-serving skew of features
        each("unfilled", 0.15, 0.35, 0.7),
        (
            *("validation unlike training", "validation scaled otherwise"),
            *("validation at chance", "overfitting"),
        ),
    ),
    Fault(
        "units behind a mask",  # DeepMutation: neuron effect block
        each("blocked", 0.8, 0.93, 0.98),
        (
            *("dead units", "narrow layer", "frozen parameters", "signal fades"),
            *("underfitting", "plateau", "collapsed predictions", "one class predicted"),
        ),
    ),
    Fault(
        "dropout that is never scaled",  # CS231n: vanilla dropout must scale when it predicts
        each("unscaled_dropout", 0.3, 0.5, 0.8),
        ("training and evaluation mode disagree", "underfitting", "plateau"),
    ),
    Fault(
        "only the hardest rows",  # LeCun, 4.2: an emphasizing scheme, and what outliers do to it
        each("hardest", 0.3, 0.1, 0.03),
        (
            *("first loss too high", "unstable training", "diverging loss", "underfitting"),
            *("plateau", "validation better than training", "rows weighed unevenly"),
        ),
    ),
    Fault(
        "learned from its own answers",  # Sculley: feedback loops; Zinkevich, rule 36
        each("own_answers", 0.5, 0.8, 0.95),
        (
            *("targets of other rows", "validation unlike training", "first loss too low"),
            *("one class predicted", "collapsed predictions", "overfitting", "underfitting"),
        ),
    ),
    Fault(
        "plain rows first, for too long",  # Bengio: the order of examples, a curriculum
        each("curriculum", 2.0, 5.0, 20.0),
        ("rows left unused", "overfitting", "validation unlike training"),
    ),
    Fault(
        "batch that grows too fast",  # S. L. Smith: a larger batch in place of a lower rate
        each("growing", 4, 2, 1),
        ("few updates an epoch", "underfitting", *TOO_SLOW),
    ),
    Fault(
        "gradients that come late",  # Goodfellow, 12.1.3: asynchronous stochastic gradient descent
        each("late_gradients", 4, 16, 64),
        (*TOO_FAST, "exploding gradient", "dead units", "underfitting"),
    ),
    Fault(
        "the worst weights kept",  # Bengio: early stopping, which returns the best ones
        each("lowest_kept", 0.5, 0.9, 1.0),
        ("judged by other weights", "worse weights kept"),
    ),
    Fault(
        "labels encoded anew",  # Zinkevich, rules 29 to 32: training-serving skew, of what it means
        each("encoded_anew", 0.3, 0.6, 1.0),
        ("validation at chance", "validation unlike training", "overfitting"),
        tasks=CLASSES,
    ),
    Fault(
        "judged by coarse weights",  # Chen: faults of model conversion, quantization
        each("judged_bits", 4, 3, 2),
        ("judged by other weights",),
    ),
)
