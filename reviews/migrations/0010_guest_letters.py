"""A guest's letter that the mail server refused is tried again, as every other letter is."""

from django.db import migrations, models
from django.db.models.functions import Now

from tenants.rls import app_role

# The sweep's question, asked before any scope exists: only ids of clients are answered.
WHO_HAS_UNTOLD_GUESTS = """
CREATE FUNCTION baton_clients_of_untold_guests(most smallint) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT DISTINCT m.client_id FROM public.reviews_mention m
    JOIN public.reviews_guest g ON g.client_id = m.client_id AND g.id = m.guest_id
    JOIN public.reviews_comment c ON c.client_id = m.client_id AND c.id = m.comment_id
   WHERE m.guest_id IS NOT NULL AND m.told_at IS NULL AND m.due_at <= now() AND m.tries < most
     AND g.revoked_at IS NULL AND g.expires_at > now() AND c.guest_id IS DISTINCT FROM m.guest_id;
  PERFORM set_config('app.maintenance', '', true);
END $$;
REVOKE ALL ON FUNCTION baton_clients_of_untold_guests(smallint) FROM PUBLIC;
"""


def grant(apps, schema_editor):
    schema_editor.execute(
        f'GRANT EXECUTE ON FUNCTION baton_clients_of_untold_guests(smallint) TO "{app_role()}", CURRENT_USER'
    )


class Migration(migrations.Migration):
    dependencies = [("reviews", "0009_mentions")]

    operations = [
        migrations.AddField("mention", "tries", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.AddField("mention", "due_at", models.DateTimeField(db_default=Now())),
        migrations.AddIndex(
            "mention",
            models.Index(
                fields=["due_at"],
                condition=models.Q(told_at=None, guest__isnull=False),
                name="mention_untold",
            ),
        ),
        migrations.RunSQL(
            WHO_HAS_UNTOLD_GUESTS, "DROP FUNCTION baton_clients_of_untold_guests(smallint)"
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
