"""A person's memberships in the order in which they were given: the oldest is where they are at home."""

from django.db import migrations

WHO = """
CREATE OR REPLACE FUNCTION baton_memberships(uid bigint) RETURNS TABLE (agency_id bigint, client_id bigint, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY
  SELECT found.agency_id, found.client_id, found.role FROM (
    SELECT m.id, m.agency_id, m.client_id, m.role::text FROM public.tenants_member m
     WHERE m.user_id = uid
    UNION ALL
    SELECT m.id, m.agency_id, c.id, m.role::text FROM public.tenants_member m
      JOIN public.tenants_client c ON c.agency_id = m.agency_id
     WHERE m.user_id = uid AND m.client_id IS NULL
       AND NOT EXISTS (SELECT 1 FROM public.tenants_member own WHERE own.user_id = uid AND own.client_id = c.id)
  ) AS found (member, agency_id, client_id, role)
  ORDER BY found.member, found.client_id NULLS FIRST;
  PERFORM set_config('app.maintenance', '', true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_isolation")]

    operations = [migrations.RunSQL(WHO, migrations.RunSQL.noop)]
