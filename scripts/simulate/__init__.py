"""A deterministic company, its exact truth, and that truth told in the raw shapes of real vendors."""
