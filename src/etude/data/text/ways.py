"""The two ways in which texts reach a network: as codes of tokens, or as a frozen encoder's
vectors."""

from dataclasses import replace

from etude.data.strata import Integers
from etude.data.text.pretrained.reader import Reader
from etude.data.text.pretrained.vectors import VectorPreparation, learn_vectors
from etude.data.text.tokens import NAME, TokenPreparation, learn_tokens, token_shape
from etude.data.typed import Documents
from etude.errors import BadOption
from etude.records.plan import Plan
from etude.records.shape import InputShape


def text_shape(documents: Documents, plan: Plan, reader: Reader | None) -> InputShape:
    """The shape of the text input for a plan, from all development rows."""
    if plan.is_frozen:
        about = _needed(reader).about
        return InputShape(NAME, "vectors", about.width, pretrained=about)
    if plan.is_pretrained:
        _needed(reader)
    shape = token_shape(documents, plan, reader)
    return (
        shape if reader is None else replace(shape, pretrained=reader.about, folder=reader.folder)
    )


def learn_texts(
    documents: Documents, rows: Integers, plan: Plan, reader: Reader | None
) -> TokenPreparation | VectorPreparation:
    """What the documents of these rows teach a plan about reading.

    Raises: BadOption for a plan that reads with a pretrained encoder where there is none.
    """
    if plan.is_frozen:
        longest, beyond = plan.longest, plan.beyond_longest
        return learn_vectors(_needed(reader), documents, rows, longest, beyond)
    return learn_tokens(documents, rows, plan, reader)


def _needed(reader: Reader | None) -> Reader:
    if reader is None:
        raise BadOption(
            "The plan reads texts with a pretrained encoder; say which with --pretrained FOLDER,"
            " or a name on the Hugging Face hub."
        )
    return reader
