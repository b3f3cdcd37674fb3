"""The engine: pure functions over plain values. No Django, no I/O, no clock but the one passed in."""
