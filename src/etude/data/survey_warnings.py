"""What of a survey deserves attention, said in plain sentences."""

from collections.abc import Iterator
from dataclasses import replace

from etude.data.spellings import listed, shown
from etude.records.figures import counted
from etude.records.note import Note
from etude.records.plan import Plan
from etude.records.problem import Problem
from etude.records.survey import SingleColumn, Survey, TextFacts

_REPEATED_SHARE = 0.01  # of the rows
_MISSING_SHARE = 0.5  # of a column
_FEW_ROWS = 300
_ROWS_AN_INPUT = 10  # fewer rows for each input column invite overfitting
_RARE_SHARE = 0.2  # of two classes; 0.4 / K of K classes
_FEW_OF_A_CLASS = 30
_NEARLY_PERFECT = {"roc_auc": 0.99, "share_right": 0.99, "r2": 0.99}
_CUT_SHARE = 0.05
_HARDLY_BETTER = 0.5  # of the way from always guessing the commonest class to all right


def survey_warnings(found: Survey, problem: Problem | None, *, inputs: int) -> Survey:
    """The survey with its warnings. inputs: number and category columns a network is given;
    problem: None where nothing is to be predicted."""
    warnings = (
        *_size(found, inputs),
        *(_balance(found, problem) if problem else ()),
        *_repeats(found),
        *(_texts(found.texts, found.rows) if found.texts else ()),
        *_columns(found),
        *(_too_good(one) for one in found.single_columns if _is_too_good(one, found)),
        *_pairs(found),
        *_order(found),
    )
    return replace(found, warnings=warnings)


def _size(found: Survey, inputs: int) -> Iterator[Note]:
    if found.rows < _FEW_ROWS:
        text = (
            f"Only {counted(found.rows, 'row')} to learn from: scores will be uncertain, and small"
            f" differences between models cannot be shown."
        )
        yield Note("few-rows", text, None, found.rows)
    if found.rows < _ROWS_AN_INPUT * inputs:
        text = (
            f"{inputs:,} input columns for {found.rows:,} rows: a network can learn these rows by"
            f" heart (overfitting); fewer columns or more rows would help."
        )
        yield Note("few-rows-for-columns", text, None, inputs)


def _balance(found: Survey, problem: Problem) -> Iterator[Note]:
    target = found.targets[0]
    if target.rarest_share is None:
        return
    rarest = min(target.classes, key=lambda one: one.count)
    if target.rarest_share < 2 * _RARE_SHARE / len(target.classes):
        commonest = max(one.count for one in target.classes) / found.rows
        text = (
            f"The classes are unbalanced: {shown(rarest.value)} is"
            f" {100 * target.rarest_share:.1f} % of the rows, and always guessing the commonest"
            f" class is right in {100 * commonest:.1f} %; accuracy alone would mislead, so that"
            f" {problem.metric} decides."
        )
        yield Note("unbalanced", text, target.name, rarest.count)
    if rarest.count < _FEW_OF_A_CLASS:
        text = (
            f"Only {counted(rarest.count, 'row')} of class {shown(rarest.value)}: too few to learn"
            f" it well or to judge it surely."
        )
        yield Note("few-of-a-class", text, target.name, rarest.count)


def _repeats(found: Survey) -> Iterator[Note]:
    repeats = found.repeats
    if repeats.equal >= _REPEATED_SHARE * found.rows:
        text = (
            f"{counted(repeats.equal, 'row')} ({100 * repeats.equal / found.rows:.1f} %) equal an"
            f" earlier one in every column used. Rows equal in all columns of the data are kept"
            f" together when they are split; twins that differ in a column left out may be learnt"
            f" and judged at once, which flatters a score a little."
        )
        yield Note("equal-rows", text, None, repeats.equal)
    # Equal inputs rarely have exactly equal numbers as targets, so that only classes contradict.
    # Equal texts with different classes are told apart, with their first few.
    has_classes = bool(found.targets and found.targets[0].classes)
    is_told = found.texts is not None and found.texts.doubtful > 0
    if has_classes and not is_told and repeats.contradicting >= _REPEATED_SHARE * found.rows:
        text = (
            f"{counted(repeats.contradicting, 'row')}"
            f" ({100 * repeats.contradicting / found.rows:.1f} %) have equal inputs but"
            f" different classes: no model can get all of them right."
        )
        yield Note("contradicting-rows", text, None, repeats.contradicting)


def _texts(texts: TextFacts, rows: int) -> Iterator[Note]:
    if texts.empty:
        text = (
            f"{counted(texts.empty, 'text')} ({100 * texts.empty / rows:.1f} %) are empty: what is"
            f" said of them is a guess from the other columns or from how often each answer occurs."
        )
        yield Note("empty-texts", text, None, texts.empty)
    if texts.doubtful:
        shown_texts = "; ".join(
            f"{shown(doubt.text, longest=60)} is "
            + " and ".join(f"{one.value} ({one.count:,})" for one in doubt.labels)
            for doubt in texts.doubts
        )
        text = (
            f"{counted(texts.doubtful, 'row')} have a text that also occurs with another class, so"
            f" that some labels may be wrong: {shown_texts}."
        )
        yield Note("doubtful-labels", text, None, texts.doubtful)
    usual = Plan.longest
    cut = next((one for one in texts.cuts if one.longest == usual), None)
    if cut is not None and cut.texts >= _CUT_SHARE:
        text = (
            f"{100 * cut.texts:.0f} % of the texts have more than {usual} tokens, and"
            f" {100 * cut.tokens:.0f} % of all tokens lie beyond: a plan reads no more of a text"
            f" where it says nothing else (settings longest and beyond_longest)."
        )
        yield Note("long-texts", text, None, None)


def _columns(found: Survey) -> Iterator[Note]:
    for column in found.columns:
        if column.used and column.missing_share >= _MISSING_SHARE:
            text = f"{column.name}: {100 * column.missing_share:.0f} % of the cells are empty."
            yield Note("mostly-missing", text, column.name, column.missing)
    outlying = [c for c in found.columns if c.numbers is not None and c.numbers.outliers]
    several = [c for c in outlying if c.kind == "number" and c.numbers is not None]
    if several:
        cells = sum(c.numbers.outliers for c in several if c.numbers is not None)
        text = (
            f"{counted(cells, 'number')} in {counted(len(several), 'column')} beyond 3"
            f" interquartile ranges"
            f" ({listed(c.name for c in several)}); check them, and see the winsorise setting."
        )
        yield Note("outliers", text, None, cells)


def _is_too_good(one: SingleColumn, found: Survey) -> bool:
    if one.value < _NEARLY_PERFECT[one.measure]:
        return False
    if one.measure != "share_right":
        return True
    commonest = max(value.count for value in found.targets[0].classes) / found.rows
    return one.value - commonest >= _HARDLY_BETTER * (1 - commonest)


def _too_good(one: SingleColumn) -> Note:
    text = (
        f"{one.column}: this column alone predicts the target nearly perfectly"
        f" ({one.measure} {one.value:.4f}). If it is known only after the fact it is a leak; leave"
        f' it out with --leave-out "{one.column}".'
    )
    return Note("nearly-perfect-column", text, one.column)


def _pairs(found: Survey) -> Iterator[Note]:
    if not found.pairs:
        return
    strongest = found.pairs[0]
    text = (
        f"{counted(len(found.pairs), 'pair')} of columns with nearly the same numbers, most alike"
        f" {strongest.left} and {strongest.right} (correlation {strongest.correlation:.3f}):"
        f" harmless for predicting, but a single one's importance means little."
    )
    yield Note("correlated-columns", text, None, len(found.pairs))


def _order(found: Survey) -> Iterator[Note]:
    for one in found.time_order:
        if one.order != "none":
            text = (
                f"The rows are sorted by {one.column} ({one.order}): if the future is to be"
                f" predicted, judge on the latest rows instead of random ones."
            )
            yield Note("sorted-by-time", text, one.column)
    if found.sorted_by_target:
        text = (
            "The rows are sorted by the target: they are shuffled before they are split, and a"
            " column that counts up would give the answer away."
        )
        yield Note("sorted-by-target", text, found.targets[0].name)
