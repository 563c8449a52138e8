"""Series: reading, gaps and order of steps, and what the learn rows teach about them."""
