"""Fetching an encoder into a study: what is kept, and what is refused in one sentence."""

import importlib.util
import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from etude.data.text.pretrained import keeping
from etude.data.text.pretrained.files import FILES, fingerprint
from etude.data.text.pretrained.keeping import check_source, keep_pretrained, with_texts
from etude.data.text.pretrained.library import check_installed
from etude.data.text.pretrained.reader import Reader, reader_in
from etude.errors import BadOption, BadStudy

from .made import (
    PLACES,
    TEXTS,
    documents,
    save_decoder,
    save_encoder,
    save_tokenizer,
    transformers,
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_encoder(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def kept(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return keep_pretrained(str(source), tmp_path_factory.mktemp("study") / "pretrained")


def test_what_is_kept_is_all_that_reading_needs(kept: Reader) -> None:
    assert {one.name for one in Path(kept.folder).iterdir()} == {*FILES, "about.json"}
    about = kept.about
    assert (about.kind, about.width, about.layers, about.inner) == ("bert", 16, 2, 32)
    assert about.longest == PLACES - 2
    assert (about.marks.before, about.marks.after) == ((2,), (3,))
    assert about.files == fingerprint(Path(kept.folder))
    assert reader_in(Path(kept.folder)) == kept


def test_what_is_there_is_not_fetched_again(kept: Reader, tmp_path: Path) -> None:
    again = keep_pretrained(str(tmp_path / "gone"), Path(kept.folder))
    assert again == kept


def test_half_precision_becomes_whole(source: Path, kept: Reader, tmp_path: Path) -> None:
    half = shutil.copytree(source, tmp_path / "half")
    weights = {name: one.half() for name, one in load_file(source / "model.safetensors").items()}
    save_file(weights, half / "model.safetensors", {"format": "pt"})
    reader = keep_pretrained(str(half), tmp_path / "kept")
    found = load_file(Path(reader.folder) / "model.safetensors")
    assert all(one.dtype == torch.float32 for one in found.values())
    assert reader.about.files != kept.about.files


def test_lengths_are_counted_in_the_encoders_own_pieces(kept: Reader) -> None:
    texts = documents(*TEXTS, "the " * 50)
    about = with_texts(kept, texts).about
    counts = [len(kept.codes(one)) for one in texts]
    assert counts[-1] == 50
    assert about.usual == PLACES - 2  # as much as it has places for
    assert about.steps == pytest.approx(sum(min(one, about.usual) for one in counts) / len(counts))


def test_an_encoder_that_was_exchanged_is_noticed(kept: Reader, tmp_path: Path) -> None:
    from etude.data.text.pretrained.body import body_of

    other = shutil.copytree(kept.folder, tmp_path / "other")
    weights = load_file(other / "model.safetensors")
    save_file({name: one + 1 for name, one in weights.items()}, other / "model.safetensors")
    with pytest.raises(BadStudy, match="is not the one that the study was begun with"):
        body_of(str(other), kept.about.files)


def test_no_random_draw_of_others_is_touched(source: Path, tmp_path: Path) -> None:
    before = torch.get_rng_state()
    keep_pretrained(str(source), tmp_path / "kept")
    assert torch.equal(before, torch.get_rng_state())


# --- refusals --------------------------------------------------------------------------------


def refused(name: object, folder: Path) -> str:
    with pytest.raises(BadOption) as caught:
        keep_pretrained(str(name), folder / "kept")
    assert not (folder / "kept").exists()
    said = str(caught.value)
    assert said.startswith(f"--pretrained {name}")
    assert "\n" not in said
    return said


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    assert "holds no model: it has no config.json" in refused(tmp_path, tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "is no folder" in refused(tmp_path / "nowhere", tmp_path)


def test_a_pickle_is_not_opened(source: Path, tmp_path: Path) -> None:
    pickled = shutil.copytree(source, tmp_path / "pickled")
    torch.save(load_file(pickled / "model.safetensors"), pickled / "pytorch_model.bin")
    (pickled / "model.safetensors").unlink()
    assert "only as a pickle, which is not opened" in refused(pickled, tmp_path)


def test_a_model_that_reads_from_left_to_right(tmp_path: Path) -> None:
    assert "is no encoder: a word of it knows only" in refused(
        save_decoder(tmp_path / "d"), tmp_path
    )


def test_a_model_of_something_else_than_text(tmp_path: Path) -> None:
    folder = tmp_path / "vision"
    save_tokenizer(folder)
    config = transformers.ViTConfig(
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        image_size=8,
        patch_size=4,
    )
    transformers.ViTModel(config).save_pretrained(folder)
    assert "is no encoder of texts" in refused(folder, tmp_path)


def test_weights_of_another_model(source: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(source, tmp_path / "broken")
    weights = load_file(broken / "model.safetensors")
    some = {name: one for name, one in weights.items() if "layer.1" not in name}
    save_file(some, broken / "model.safetensors", {"format": "pt"})
    assert "lacks weights of its own model" in refused(broken, tmp_path)


def test_a_tokenizer_of_another_model(source: Path, tmp_path: Path) -> None:
    mixed = shutil.copytree(source, tmp_path / "mixed")
    save_tokenizer(mixed, [f"word{number} other{number}" for number in range(400)], size=500)
    assert "do not belong together" in refused(mixed, tmp_path)


def test_damaged_files(source: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(source, tmp_path / "damaged")
    (damaged / "model.safetensors").write_bytes(b"nothing of the kind")
    assert "cannot be loaded" in refused(damaged, tmp_path)
    config = json.loads((source / "config.json").read_text())
    (damaged / "config.json").write_text(json.dumps(config | {"model_type": "nothing known"}))
    assert "cannot be loaded" in refused(damaged, tmp_path)


def test_code_that_comes_with_the_files_is_not_run(source: Path, tmp_path: Path) -> None:
    coded = shutil.copytree(source, tmp_path / "coded")
    (coded / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    config = json.loads((coded / "config.json").read_text())
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.C", "AutoModel": "own.M"}}
    (coded / "config.json").write_text(json.dumps(config))
    refused(coded, tmp_path)
    assert not (tmp_path / "ran").exists()


def test_a_name_without_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_is_hub_reachable", lambda: False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    assert "the Hugging Face hub cannot be reached" in refused("nobody/nothing-at-all", tmp_path)


def test_the_library_is_asked_for_by_its_pip_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BadOption, match=r'pip install "etude\[pretrained\]"'):
        check_installed()


def test_a_name_on_the_hub_is_no_folder_to_check() -> None:
    check_source("sentence-transformers/all-MiniLM-L6-v2")
