"""Report: the notebook as words, charts and one HTML page. Reads records only."""
