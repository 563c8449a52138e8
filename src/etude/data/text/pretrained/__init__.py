"""Pretrained encoders of texts: fetched and kept once, then read from the study's own copy."""
