"""A model for embeddings that runs on this computer."""

from django.db import migrations, models

KINDS = [
    ("hashing", "Lexical (offline, no AI)"),
    ("openai", "OpenAI"),
    ("gemini", "Gemini"),
    ("compatible", "A server that speaks OpenAI’s embeddings"),
    ("local", "all-MiniLM-L6-v2 on this computer"),
]


class Migration(migrations.Migration):
    dependencies = [("memory", "0008_otherwise")]

    operations = [
        migrations.AlterField(
            "embeddingchoice", "kind",
            models.CharField(choices=KINDS, max_length=12, verbose_name="who makes them"),
        ),
    ]
