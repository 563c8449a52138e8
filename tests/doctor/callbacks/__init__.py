"""The callbacks in the libraries they are for; each file is skipped where its library is not.

    python -m pip install '.[lightning,transformers,keras,test]' tensorboard
    python -m pytest tests/doctor/callbacks

Versions tried (torch 2.13.0): lightning and pytorch_lightning 2.6.6; transformers 5.23.0 with
accelerate 1.15.0; keras 3.15.1; tensorboard 2.21.0.
"""
