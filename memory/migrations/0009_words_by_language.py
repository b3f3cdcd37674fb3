"""Each passage says how its words were taken apart, so that they are taken apart anew where a client's language changes.
And a model for embeddings that runs on this computer.

Of passages from before it isn't known: a worker takes their words apart once more, some at a time.
"""

from django.db import migrations, models

from tenants.rls import app_role

KINDS = [
    ("hashing", "Lexical (offline, no AI)"),
    ("openai", "OpenAI"),
    ("gemini", "Gemini"),
    ("compatible", "A server that speaks OpenAI’s embeddings"),
    ("local", "all-MiniLM-L6-v2 on this computer"),
]

# Which languages Postgres knows is given, in two lists that belong together.
TO_REWORD = """
CREATE FUNCTION baton_clients_to_reword(languages text[], configurations text[]) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT v.client_id FROM public.memory_vectorindex v JOIN public.tenants_client c ON c.id = v.client_id
   WHERE v.rewording <> '' OR v.words_in <> coalesce(
     configurations[array_position(languages, lower(split_part(c.language, '-', 1)))], 'simple');
  PERFORM set_config('app.maintenance', '', true);
END $$;
REVOKE ALL ON FUNCTION baton_clients_to_reword(text[], text[]) FROM PUBLIC;
"""


def grant(apps, schema_editor):
    schema_editor.execute(
        f'GRANT EXECUTE ON FUNCTION baton_clients_to_reword(text[], text[]) TO "{app_role()}", CURRENT_USER'
    )


class Migration(migrations.Migration):
    dependencies = [("memory", "0008_otherwise")]

    operations = [
        migrations.AlterField(
            "embeddingchoice", "kind",
            models.CharField(choices=KINDS, max_length=12, verbose_name="who makes them"),
        ),
        migrations.AddField("vectorindex", "words_in", models.CharField(blank=True, db_default="", max_length=12)),
        migrations.AddField("vectorindex", "rewording", models.CharField(blank=True, db_default="", max_length=12)),
        migrations.AddField("vectorindex", "reworded", models.PositiveIntegerField(db_default=0)),
        migrations.AddField("passagetext", "configuration", models.CharField(db_default="", default="", max_length=12)),
        migrations.AddIndex(
            "passagetext", models.Index(fields=["client", "configuration"], name="words_by_configuration")
        ),
        migrations.RunSQL(TO_REWORD, "DROP FUNCTION baton_clients_to_reword(text[], text[])"),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
