"""The settings of a plan that concern words and time; those of a table leave them as they are."""

from dataclasses import dataclass

from etude.records.setting import setting


@dataclass(frozen=True, kw_only=True)
class SequenceSettings:
    """How sequences are cut up, how they enter the network, and how they are varied in training."""

    # The network.
    sequence_model: str = setting(
        "lstm",
        "How a sequence becomes features: the mean of its steps whatever their order (bag), a"
        " window that slides along it (convolution), a memory passed from step to step (rnn, lstm,"
        " gru), every step looking at every other (transformer), or an encoder that was trained on"
        " other texts before (pretrained, with --pretrained).",
        choices=("bag", "convolution", "rnn", "lstm", "gru", "transformer", "pretrained"),
        source="guide, Sequence Models: Quick Comparison",
    )
    sequence_width: int = setting(
        64,
        "Numbers that the sequence model keeps of every step: units of each direction, channels of"
        " a convolution, width of a Transformer.",
        unit="units",
        low=1,
        high=4096,
        source="guide, Baseline Model: layers of 64-128",
    )
    sequence_layers: int = setting(
        1,
        "Layers of the sequence model, each reading the steps of the one before.",
        unit="layers",
        low=1,
        high=24,
        source="guide, Baseline Model: 1-2 layers",
    )
    bidirectional: bool = setting(
        False,
        "Whether a recurrent model also reads the sequence from its end.",
        source="Schuster & Paliwal 1997, Bidirectional Recurrent Neural Networks",
    )
    pooling: str = setting(
        "mean",
        "What stands for a sequence as a whole: the state at its last step, the mean or the"
        " largest over its steps, or a mean with learned weights.",
        choices=("last", "mean", "max", "attention"),
        source="Lin et al. 2017, A Structured Self-Attentive Sentence Embedding",
    )
    attention_heads: int = setting(
        4,
        "Ways of looking that a Transformer's layer has side by side; they share its width.",
        unit="heads",
        low=1,
        high=64,
        source="guide, Transformers: multi-head attention",
    )
    positions: str = setting(
        "learned",
        "How a Transformer knows where a step stands: not at all, by a learned vector for every"
        " place, or by turning queries and keys by their places (rotary).",
        choices=("none", "learned", "rotary"),
        source="Vaswani et al. 2017, section 3.5; Su et al. 2021, RoFormer (rotary)",
    )
    token_width: int = setting(
        64,
        "Numbers in the learned vector of a token.",
        unit="numbers",
        low=1,
        high=4096,
        source="Mikolov et al. 2013, Distributed Representations of Words",
    )
    word_pairs: int = setting(
        0,
        "Most pairs of neighbouring tokens that a bag tells apart beside the tokens, the most"
        " frequent of the training rows. 0: none.",
        unit="pairs",
        low=0,
        high=1_000_000,
        source="Joulin et al. 2017, Bag of Tricks for Efficient Text Classification, section 2.1",
    )
    kernel: int = setting(
        5,
        "Neighbouring steps that a convolution looks at together.",
        unit="steps",
        low=1,
        high=255,
        source="Kim 2014, Convolutional Neural Networks for Sentence Classification: 3-5",
    )
    patch: int = setting(
        1,
        "Steps of a series that a Transformer or a convolution takes as one.",
        unit="steps",
        low=1,
        high=512,
        source="Nie et al. 2023, A Time Series is Worth 64 Words",
    )
    causal: bool = setting(
        False,
        "Whether a step of a Transformer sees only itself and the steps before it.",
        source="Vaswani et al. 2017, Attention Is All You Need, section 3.2.3",
    )
    pretrained_rate: float = setting(
        0.0,
        "Learning rate of a pretrained encoder, as a share of the network's own. 0: the encoder"
        " stays as it came, and only what follows it learns.",
        unit="share",
        low=0.0,
        high=1.0,
        source="Howard & Ruder 2018, Universal Language Model Fine-tuning: discriminative rates",
    )
    # What the network is given.
    tokenizer: str = setting(
        "word",
        "What a text is cut into: words, characters, or frequent pieces of words. A pretrained"
        " encoder cuts it into its own pieces.",
        choices=("word", "character", "byte_pair"),
        source="Sennrich et al. 2016, Neural Machine Translation of Rare Words (byte pairs)",
    )
    vocabulary: int = setting(
        20_000,
        "Most tokens that are told apart, the most frequent of the training rows; others are read"
        " as unknown.",
        unit="tokens",
        low=4,
        high=1_000_000,
        source="Kim 2014, Convolutional Neural Networks for Sentence Classification: 18,000",
    )
    longest: int = setting(
        256,
        "Tokens or steps that are seen of one row.",
        unit="steps",
        low=1,
        high=65_536,
        source="guide, Transformers: they consume a lot of memory for very long sequences",
    )
    beyond_longest: str = setting(
        "head",
        "Which part of a text is seen where it is longer than that: its beginning, its end, or"
        " some of both.",
        choices=("head", "tail", "ends"),
        source="Sun et al. 2019, How to Fine-Tune BERT for Text Classification",
    )
    chunk: int = setting(
        0,
        "Tokens of a text that the sequence model reads at a time: of a longer one every chunk by"
        " itself, and what it makes of them is pooled. 0: the text as a whole.",
        unit="tokens",
        low=0,
        high=65_536,
        source="Pappagari et al. 2019, Hierarchical Transformers for Long Document Classification",
    )
    chunk_pooling: str = setting(
        "attention",
        "What stands for a text that is read in chunks: the mean or the largest over its chunks, or"
        " a mean with learned weights.",
        choices=("mean", "max", "attention"),
        source="Sun et al. 2019, How to Fine-Tune BERT for Text Classification; on made texts"
        " learned weights found what the plain mean and the largest often missed",
    )
    series_scaling: str = setting(
        "channel",
        "How a series is scaled: each column by the mean and deviation of the training rows"
        " (channel), each series by its own (instance), or its last value subtracted and the rest"
        " divided by its own deviation (last).",
        choices=("channel", "instance", "last"),
        source="Kim et al. 2022, Reversible Instance Normalization; Zeng et al. 2023, NLinear",
    )
    forecast_from: str = setting(
        "level",
        "What the steps ahead are measured from, so that the network learns only the difference:"
        " the last value (level), the value a season before (season), or what a linear model of the"
        " steps before says (lags).",
        choices=("level", "season", "lags"),
        source="Zeng et al. 2023, NLinear; Smyl 2020, hybrid forecasts",
    )
    # How sequences are varied in training.
    word_dropout: float = setting(
        0.0,
        "Share of the tokens that are read as unknown, drawn anew in every training step.",
        unit="share",
        low=0.0,
        high=0.9,
        source="Iyyer et al. 2015, Deep Unordered Composition",
    )
    word_swap: float = setting(
        0.0,
        "Share of the tokens that change places with the next, drawn anew in every training step.",
        unit="share",
        low=0.0,
        high=0.5,
        source="guide, Data Augmentation; Wei & Zou 2019, Easy Data Augmentation",
    )
    word_deletion: float = setting(
        0.0,
        "Share of the tokens that are left out, drawn anew in every training step.",
        unit="share",
        low=0.0,
        high=0.9,
        source="Wei & Zou 2019, Easy Data Augmentation",
    )
    word_insertion: float = setting(
        0.0,
        "Share of the tokens before which another token of the same text is put in, drawn anew in"
        " every training step.",
        unit="share",
        low=0.0,
        high=0.5,
        source="after Wei & Zou 2019, Easy Data Augmentation: random insertion",
    )
    word_synonyms: float = setting(
        0.0,
        "Share of the words with synonyms in the lexicon (--lexicon) that are exchanged for one of"
        " them, drawn anew in every training step.",
        unit="share",
        low=0.0,
        high=0.9,
        source="Zhang et al. 2015, Character-level Convolutional Networks; Wei & Zou 2019",
    )
    jitter: float = setting(
        0.0,
        "Deviation of the noise added to every value of a scaled series in training.",
        unit="deviations",
        low=0.0,
        high=10.0,
        source="Um et al. 2017, Data Augmentation of Wearable Sensor Data",
    )
    series_stretch: float = setting(
        0.0,
        "How far the height of a series is stretched or shrunk at random in training: the"
        " deviation of a factor about 1.",
        unit="deviations",
        low=0.0,
        high=1.0,
        source="Um et al. 2017, Data Augmentation of Wearable Sensor Data: scaling",
    )
    time_warp: float = setting(
        0.0,
        "How far the pace of a series is bent at random in training: the largest shift of a step,"
        " as a share of the length.",
        unit="share",
        low=0.0,
        high=0.3,
        source="Um et al. 2017, Data Augmentation of Wearable Sensor Data: time-warping",
    )

    @property
    def is_pretrained(self) -> bool:
        """Whether a pretrained encoder reads the texts."""
        return self.sequence_model == "pretrained"

    @property
    def is_frozen(self) -> bool:
        """Whether it stays as it came, so that a text is the same vector in every epoch."""
        return self.is_pretrained and self.pretrained_rate == 0.0

    @property
    def reads_pairs(self) -> bool:
        """Whether texts are read by a bag that tells pairs of neighbouring tokens apart."""
        return self.sequence_model == "bag" and self.word_pairs > 0

    def check_heads(self) -> None:
        """Raise ValueError if a Transformer's heads cannot share its width, or a pretrained
        encoder, which reads a text as a whole, is to read it in chunks."""
        if self.is_pretrained and self.chunk:
            raise ValueError("a pretrained encoder reads no chunks; chunk must be 0")
        if self.sequence_model != "transformer" or self.can_share_width(self.attention_heads):
            return
        pairs = " in even parts, for rotary positions" if self.positions == "rotary" else ""
        raise ValueError(
            f"attention_heads must divide sequence_width{pairs};"
            f" {self.attention_heads} does not divide {self.sequence_width}"
        )

    def can_share_width(self, heads: int) -> bool:
        """Whether so many heads get equal parts of the width: rotary positions turn pairs."""
        pairs = 2 if self.positions == "rotary" else 1
        return self.sequence_width % (heads * pairs) == 0
