"""Tiny encoders with random weights, made on the spot: real files, nothing fetched."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from etude.data.typed import Documents

transformers = pytest.importorskip("transformers")

PLACES = 32
SPECIAL = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}
SMALL: dict[str, Any] = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": PLACES,
}
TEXTS = ("the red fox runs", "a lovely old house", "rain falls on the green hill", "he sings")


def documents(*texts: str) -> Documents:
    made = np.empty(len(texts), dtype=np.object_)
    made[:] = texts
    return made


def save_tokenizer(folder: Path, texts: Iterable[str] = TEXTS, size: int = 120) -> int:
    """A tokenizer as BERT has it, learned from these texts; how many pieces it knows."""
    cut = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    cut.normalizer = normalizers.BertNormalizer()
    cut.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=list(SPECIAL.values()), show_progress=False
    )
    cut.train_from_iterator(list(texts), trainer)
    cut.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=cut, model_max_length=PLACES, **SPECIAL
    )
    fast.save_pretrained(folder)
    return int(cut.get_vocab_size())


def save_encoder(folder: Path, texts: Iterable[str] = TEXTS, seed: int = 0) -> Path:
    """A tiny BERT with its tokenizer; large weights, so that words tell themselves apart."""
    pieces = save_tokenizer(folder, texts)
    _quiet()
    config = transformers.BertConfig(vocab_size=pieces, initializer_range=0.2, **SMALL)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        transformers.BertModel(config).save_pretrained(folder)
    return folder


def save_decoder(folder: Path) -> Path:
    """A tiny GPT-2, which reads from left to right."""
    pieces = save_tokenizer(folder)
    _quiet()
    config = transformers.GPT2Config(
        vocab_size=pieces, n_embd=16, n_layer=1, n_head=2, n_positions=PLACES
    )
    transformers.GPT2Model(config).save_pretrained(folder)
    return folder


def _quiet() -> None:
    transformers.utils.logging.disable_progress_bar()
