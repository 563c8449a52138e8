"""Charts: small own SVG drawings, each with a title, a description and the table behind it."""
