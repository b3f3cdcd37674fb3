"""What calls to models cost: how it is said, summed and shown. What isn't known is counted, and never taken for 0."""
