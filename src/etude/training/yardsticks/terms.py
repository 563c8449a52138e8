"""Words and pairs of words, weighted by how rare they are: what a linear model reads of a text.

Source: Salton & Buckley 1988, Term-weighting Approaches in Automatic Text Retrieval (TF-IDF);
        Wang & Manning 2012, Baselines and Bigrams.
"""

from itertools import pairwise
from typing import Any

import numpy as np

from etude.data.text.words import words_of
from etude.data.typed import Documents

FEWEST_TEXTS = 2  # that a word or pair occurs in; one met once cannot be told from its text
MOST_TERMS = 200_000


def learn_terms(documents: Documents) -> Any:
    """Learn words, pairs and their weights from these documents only.

    Out: a fitted vectorizer; its ``transform`` gives sparse float32 [n, terms], rows of length 1.
         None where no word occurs in two documents.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    terms = TfidfVectorizer(
        analyzer=_terms,
        min_df=FEWEST_TEXTS,
        max_features=MOST_TERMS,
        sublinear_tf=True,
        dtype=np.float32,
    )
    try:
        return terms.fit(documents)
    except ValueError:  # scikit-learn's word for: nothing is left
        return None


def _terms(document: str) -> list[str]:
    words = words_of(document)
    return [*words, *map(" ".join, pairwise(words))]
