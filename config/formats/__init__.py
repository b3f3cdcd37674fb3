"""How dates are written: one way, everywhere."""
