"""Row-level security, and the rule that what was published never changes."""

from django.db import migrations

from tenants.rls import APPEND_ONLY, Protect

# A version may only go on: draft -> published -> retired. Its fields and steps change while it is a draft.
FREEZE = """
CREATE FUNCTION baton_version_frozen() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state = 'draft' THEN RETURN OLD; END IF;
  ELSIF OLD.state = 'draft' THEN RETURN NEW;
  ELSIF OLD.state = 'published' AND NEW.state = 'retired'
    AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'version % is %, so it cannot change: open a draft', OLD.number, OLD.state USING ERRCODE = '23514';
END $$;
CREATE TRIGGER version_frozen BEFORE UPDATE OR DELETE ON workflows_version
  FOR EACH ROW EXECUTE FUNCTION baton_version_frozen();

CREATE FUNCTION baton_part_frozen() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE frozen boolean;
BEGIN
  SELECT bool_or(v.state <> 'draft') INTO frozen FROM public.workflows_version v
   WHERE (TG_OP <> 'INSERT' AND v.id = OLD.version_id) OR (TG_OP <> 'DELETE' AND v.id = NEW.version_id);
  IF frozen THEN
    RAISE EXCEPTION 'this version is published, so its % cannot change: open a draft', TG_ARGV[0]
      USING ERRCODE = '23514';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER field_frozen BEFORE INSERT OR UPDATE OR DELETE ON workflows_field
  FOR EACH ROW EXECUTE FUNCTION baton_part_frozen('fields');
CREATE TRIGGER step_frozen BEFORE INSERT OR UPDATE OR DELETE ON workflows_step
  FOR EACH ROW EXECUTE FUNCTION baton_part_frozen('steps');
"""

THAW = """
DROP TRIGGER step_frozen ON workflows_step;
DROP TRIGGER field_frozen ON workflows_field;
DROP TRIGGER version_frozen ON workflows_version;
DROP FUNCTION baton_part_frozen(), baton_version_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0001_initial"), ("tenants", "0002_isolation")]

    operations = [
        Protect("Workflow"),
        Protect("Version"),
        Protect("Field"),
        Protect("Step"),
        Protect("Run"),
        Protect("Attempt"),
        Protect("Call"),
        Protect("Delivery"),
        Protect("Event", grants=APPEND_ONLY),
        migrations.RunSQL(FREEZE, THAW),
    ]
