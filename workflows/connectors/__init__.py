"""The outside world: one file per system, and the one guarded HTTP client that all of them use."""
