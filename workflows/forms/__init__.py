"""Forms that are made from values: a step's settings, the questions of an intake form, a brief."""
