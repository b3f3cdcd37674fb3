"""The functions that row-level security asks, the policies of this app's tables, and what the app's role may do."""

from django.db import migrations

from tenants.rls import Protect, app_role

SCOPE = """
CREATE FUNCTION baton_scope() RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE ids text := current_setting('app.client_ids', true);
BEGIN
  IF current_setting('app.maintenance', true) = 'on' THEN RETURN '{}'; END IF;
  IF ids IS NULL OR ids = '' THEN RAISE EXCEPTION 'tenant scope is not set' USING ERRCODE = '42501'; END IF;
  RETURN ids::bigint[];
END $$;
CREATE FUNCTION baton_agency() RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE id text := current_setting('app.agency_id', true);
BEGIN
  IF current_setting('app.maintenance', true) = 'on' THEN RETURN 0; END IF;
  IF id IS NULL OR id = '' THEN RAISE EXCEPTION 'tenant scope is not set' USING ERRCODE = '42501'; END IF;
  RETURN id::bigint;
END $$;
"""

# Asked before any scope exists. They run as the owner, who sees all rows while app.maintenance is on, and answer one
# narrow question each; an own role for a single client goes before the role in the whole agency.
WHO = """
CREATE FUNCTION baton_memberships(uid bigint) RETURNS TABLE (agency_id bigint, client_id bigint, role text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY
  SELECT m.agency_id, m.client_id, m.role::text FROM public.tenants_member m
   WHERE m.user_id = uid
  UNION ALL
  SELECT m.agency_id, c.id, m.role::text FROM public.tenants_member m
    JOIN public.tenants_client c ON c.agency_id = m.agency_id
   WHERE m.user_id = uid AND m.client_id IS NULL
     AND NOT EXISTS (SELECT 1 FROM public.tenants_member own WHERE own.user_id = uid AND own.client_id = c.id)
  ORDER BY 1, 2;
  PERFORM set_config('app.maintenance', '', true);
END $$;
CREATE FUNCTION baton_client_of_key(hash text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE found bigint;
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  SELECT k.client_id INTO found FROM public.tenants_apikey k
   WHERE k.digest = hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now());
  PERFORM set_config('app.maintenance', '', true);
  RETURN found;
END $$;
REVOKE ALL ON FUNCTION baton_scope(), baton_agency(), baton_memberships(bigint), baton_client_of_key(text) FROM PUBLIC;
"""

STAY = """
CREATE FUNCTION baton_client_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN RAISE EXCEPTION 'a client stays with its agency' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER client_stays BEFORE UPDATE ON tenants_client FOR EACH ROW
  WHEN (OLD.agency_id IS DISTINCT FROM NEW.agency_id OR OLD.id IS DISTINCT FROM NEW.id)
  EXECUTE FUNCTION baton_client_stays();
"""

CACHE = """
CREATE TABLE django_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX django_cache_expires ON django_cache (expires);
"""

UNDO = """
DROP TABLE django_cache;
DROP TRIGGER client_stays ON tenants_client;
DROP FUNCTION baton_client_stays(), baton_client_of_key(text), baton_memberships(bigint), baton_agency(), baton_scope();
"""

SEEN = 'id = ANY ((SELECT baton_scope())::bigint[])'
OURS = 'agency_id = (SELECT baton_agency())'


def grant(apps, schema_editor):
    """Everything but the schema and its history. Tables of tenants get their own grants from Protect."""
    role = app_role()
    for statement in (
        f'GRANT USAGE ON SCHEMA public TO "{role}"',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"',
        f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"',
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}"',
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "{role}"',
        "GRANT EXECUTE ON FUNCTION baton_scope(), baton_agency(), baton_memberships(bigint), "
        f'baton_client_of_key(text) TO "{role}", CURRENT_USER',
    ):
        schema_editor.execute(statement)
    if role != schema_editor.connection.settings_dict["USER"]:
        schema_editor.execute(f'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM "{role}"')


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [
        migrations.RunSQL(SCOPE + WHO + STAY + CACHE, UNDO),
        migrations.RunPython(grant, migrations.RunPython.noop),
        Protect("Agency", rule="id = (SELECT baton_agency())"),
        Protect("Client", rule=SEEN, check=f"{SEEN} AND {OURS}"),
        Protect("Member", rule=f"{OURS} AND (client_id IS NULL OR client_id = ANY ((SELECT baton_scope())::bigint[]))"),
        Protect("ApiKey"),
    ]
