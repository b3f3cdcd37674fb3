"""Whoever looks after a workflow gets a letter when its runs fail."""

from django.db import migrations, models

KINDS = [
    ("waiting", "A piece waits for me"),
    ("overdue", "A piece that waits for me is overdue"),
    ("mention", "Somebody asks me in a comment"),
    ("comment", "Somebody comments on a piece"),
    ("piece", "A new piece is in the library"),
    ("budget", "A client’s budget is nearly used up"),
    ("failed", "A run of a workflow that I own fails"),
]


class Migration(migrations.Migration):
    dependencies = [("reviews", "0010_guest_letters")]

    operations = [migrations.AlterField("letter", "kind", models.CharField(choices=KINDS, max_length=8))]
