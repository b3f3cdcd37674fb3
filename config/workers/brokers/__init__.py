"""django-q2's brokers, one file each, and what ours have in common."""
