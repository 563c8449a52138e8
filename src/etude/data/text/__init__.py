"""Text: cleaning, splitting into tokens, and what the learn rows teach about it."""
