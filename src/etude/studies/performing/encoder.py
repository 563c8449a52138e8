"""The pretrained encoder of a study: kept beside its rows, and every text read with it once."""

from dataclasses import replace

from safetensors.numpy import load_file, save

from etude.data.text.pretrained.library import check_installed
from etude.data.text.pretrained.reader import Reader, reader_in
from etude.data.text.pretrained.vectors import remember, vectors_of
from etude.data.typed import Documents, TypedTable
from etude.errors import BadOption
from etude.records.durable import write_bytes_atomically
from etude.records.note import Note
from etude.records.question import Question
from etude.studies.folder import Folder

READING_SHARE = 0.4  # of the budget: what reading all texts once may take
BEYOND = "ends"  # of a long text, as in the starting plan
VECTORS = "vectors"


def check_pretrained(question: Question) -> None:
    """Refuse at the door what cannot be: BadOption, before any data are read."""
    if not question.pretrained:
        if dict(question.plan).get("sequence_model") == "pretrained":
            raise BadOption(
                "The plan asks for a pretrained encoder; say which with --pretrained FOLDER, or a"
                " name on the Hugging Face hub."
            )
        return
    if question.forecast or question.data_kind in ("table", "series"):
        what = "a forecast reads numbers" if question.forecast else f"--kind {question.data_kind}"
        raise BadOption(f"--pretrained reads texts, and {what}; leave one of the two out.")
    check_installed()
    from etude.data.text.pretrained.keeping import check_source  # late: it needs torch

    check_source(question.pretrained)


def with_encoder(
    question: Question, folder: Folder, typed: TypedTable
) -> tuple[TypedTable, tuple[Note, ...]]:
    """The rows with the encoder that was asked for, kept in the study, and all their texts read
    with it once: their vectors lie beside the rows from then on.

    Raises: BadOption where there is no text, no such encoder, or no time to read with it.
    """
    if not question.pretrained:
        return typed, ()
    if typed.documents is None:
        raise BadOption("--pretrained reads texts, and no column holds any; leave it out.")
    from etude.data.text.pretrained.keeping import keep_pretrained, with_texts

    kept = keep_pretrained(question.pretrained, folder.pretrained)
    reader = replace(with_texts(kept, typed.documents), device=question.device)
    _read_all(question, folder, reader, typed.documents)
    return replace(typed, reader=reader), (_note(reader),)


def reader_of(folder: Folder, question: Question, documents: Documents | None) -> Reader | None:
    """The encoder that the study keeps, None where it has none; what was read with it once is
    remembered."""
    kept = reader_in(folder.pretrained)
    if kept is None or documents is None:
        return None
    reader = replace(kept, device=question.device)
    if folder.vectors.exists():
        found = load_file(folder.vectors)[VECTORS]
        remember(reader, documents, found, *_seen(question, reader))
    return reader


def _read_all(question: Question, folder: Folder, reader: Reader, documents: Documents) -> None:
    from etude.data.text.pretrained.means import seconds_to_read

    seconds = seconds_to_read(reader, documents.tolist(), *_seen(question, reader))
    if seconds > READING_SHARE * question.budget_seconds:
        raise BadOption(
            f"Reading {len(documents):,} texts once with {reader.about.called} takes about"
            f" {seconds / 60:.0f} minutes here, more than {100 * READING_SHARE:.0f} % of the"
            f" budget; give --budget {seconds / READING_SHARE / 60 + 1:.0f}m, or a smaller encoder."
        )
    found = vectors_of(reader, documents, *_seen(question, reader))
    write_bytes_atomically(folder.vectors, save({VECTORS: found}))


def _seen(question: Question, reader: Reader) -> tuple[int, str]:
    """How much of a text, and which part of a longer one, the starting plan reads: by the rules,
    or as it was written by hand."""
    written = dict(question.plan)
    longest = int(str(written.get("longest", reader.about.usual)))
    return min(longest, reader.about.longest), str(written.get("beyond_longest", BEYOND))


def _note(reader: Reader) -> Note:
    about = reader.about
    return Note(
        "pretrained",
        f"Texts can be read by {about.called} ({about.kind}, {about.layers} layers of width"
        f" {about.width}, {about.learned / 1e6:.1f} million numbers learned before), kept in the"
        f" study; one text in twenty has more than {about.long:.0f} of its pieces,"
        f" {about.usual} of each are read.",
    )
