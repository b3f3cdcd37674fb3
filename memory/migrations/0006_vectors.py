"""Vectors of several models side by side, who makes them, and how each client's memory is searched."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import pgvector.django.halfvec
import tenants.tenant
from django.conf import settings
from django.db import migrations, models

from tenants.rls import OF_AGENCY_OR_CLIENT, Protect, app_role

# The vectors stay: they may have cost money. A type without a length needs no rewriting.
SIDE_BY_SIDE = """
UPDATE memory_passagevector SET model = 'hashing@1024' WHERE model = 'hashing-1024';
UPDATE memory_document SET embedded_by = 'hashing@1024' WHERE embedded_by = 'hashing-1024';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE memory_passagevector
  DROP CONSTRAINT memory_passagevector_pkey,
  DROP CONSTRAINT memory_passagevector_client_key,
  ALTER model TYPE varchar(120),
  ALTER embedding TYPE halfvec,
  ADD PRIMARY KEY (client_id, passage_id, model),
  ADD CONSTRAINT vector_of_its_model
      CHECK (vector_dims(embedding) = substring(model from '@(\\d+)$')::int AND model ~ '@\\d+$');
ALTER TABLE memory_passagevector ALTER embedding SET STORAGE PLAIN;
DROP INDEX vector_by_client;
CREATE INDEX vector_by_client ON memory_passagevector (client_id, model, kind);
"""
BACK = """
DELETE FROM memory_passagevector WHERE model !~ '@1024$';
UPDATE memory_document SET embedded_by = 'hashing-1024' WHERE embedded_by = 'hashing@1024';
UPDATE memory_document SET embedded_by = '' WHERE embedded_by !~ '1024$';
SET CONSTRAINTS ALL IMMEDIATE;
DROP INDEX vector_by_client;
ALTER TABLE memory_passagevector DROP CONSTRAINT vector_of_its_model, DROP CONSTRAINT memory_passagevector_pkey;
UPDATE memory_passagevector SET model = 'hashing-1024' WHERE model = 'hashing@1024';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE memory_passagevector
  ALTER model TYPE varchar(80),
  ALTER embedding TYPE halfvec(1024),
  ADD PRIMARY KEY (passage_id),
  ADD CONSTRAINT memory_passagevector_client_key UNIQUE (client_id, passage_id);
CREATE INDEX vector_by_client ON memory_passagevector (client_id, kind);
"""

# What is searched at present is what there are most vectors of.
INDEXES = """
INSERT INTO memory_vectorindex (client_id, model, filling, filled, passages, nearest, tokens, problem)
SELECT client_id, mode() WITHIN GROUP (ORDER BY model), '', 0, count(*), '', 0, ''
  FROM memory_passagevector GROUP BY client_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""

# What waits, what has no vectors, and what has those of another model than is chosen: the client's own choice, else
# its agency's, else the installation's, which is given.
TO_INDEX = """
CREATE OR REPLACE FUNCTION baton_clients_to_index(model text) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT d.client_id FROM public.memory_document d
   WHERE d.state = 'waiting' OR (d.state = 'ready' AND d.embedded_by = '')
  UNION
  SELECT v.client_id FROM public.memory_vectorindex v JOIN public.tenants_client c ON c.id = v.client_id
   WHERE v.model <> '' AND v.model <> coalesce(
     (SELECT e.identity FROM public.memory_embeddingchoice e
       WHERE e.agency_id = c.agency_id AND e.client_id = c.id AND e.replaced_at IS NULL),
     (SELECT e.identity FROM public.memory_embeddingchoice e
       WHERE e.agency_id = c.agency_id AND e.client_id IS NULL AND e.replaced_at IS NULL),
     baton_clients_to_index.model);
  PERFORM set_config('app.maintenance', '', true);
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION baton_clients_to_index(model text) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  RETURN QUERY SELECT DISTINCT d.client_id FROM public.memory_document d
   WHERE d.state = 'waiting' OR (d.state = 'ready' AND d.embedded_by <> model);
  PERFORM set_config('app.maintenance', '', true);
END $$;
"""

# A choice that was replaced goes, and its key with it, once no client's vectors are its any more.
FORGET = """
CREATE FUNCTION baton_forget_embeddings() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM set_config('app.maintenance', 'on', true);
  DELETE FROM public.memory_embeddingchoice e WHERE e.replaced_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM public.memory_vectorindex v JOIN public.tenants_client c ON c.id = v.client_id
     WHERE c.agency_id = e.agency_id AND e.identity IN (v.model, v.filling));
  PERFORM set_config('app.maintenance', '', true);
END $$;
REVOKE ALL ON FUNCTION baton_forget_embeddings() FROM PUBLIC;
"""

UNFIT = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
    WHERE i.indrelid = 'memory_passagevector'::regclass AND starts_with(c.relname::text, 'memory_nearest_')
  LOOP EXECUTE format('DROP INDEX %I', name); END LOOP;
END $$;
"""


def grant(apps, schema_editor):
    schema_editor.execute(f'GRANT EXECUTE ON FUNCTION baton_forget_embeddings() TO "{app_role()}", CURRENT_USER')


class Migration(migrations.Migration):
    dependencies = [
        ("memory", "0005_documents"),
        ("tenants", "0006_of_agency"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(migrations.RunSQL.noop, UNFIT),
                migrations.RunSQL(SIDE_BY_SIDE, BACK),
            ],
            state_operations=[
                migrations.DeleteModel("PassageVector"),
                migrations.CreateModel(
                    name="PassageVector",
                    fields=[
                        ("pk", models.CompositePrimaryKey("client", "passage", "model", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("client", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client")),
                        ("passage", tenants.tenant.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="memory.passage")),
                        ("kind", models.CharField(max_length=12)),
                        ("model", models.CharField(max_length=120)),
                        ("embedding", pgvector.django.halfvec.HalfVectorField()),
                    ],
                    options={
                        "abstract": False,
                        "base_manager_name": "objects",
                        "indexes": [models.Index(fields=["client", "model", "kind"], name="vector_by_client")],
                    },
                ),
            ],
        ),
        migrations.AddField("passagetext", "digest", models.CharField(default="", max_length=32)),
        migrations.CreateModel(
            name="VectorIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(blank=True, max_length=120)),
                ("filling", models.CharField(blank=True, max_length=120)),
                ("filled", models.PositiveIntegerField(default=0)),
                ("passages", models.PositiveIntegerField(default=0)),
                ("nearest", models.CharField(blank=True, max_length=120)),
                ("tokens", models.BigIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("client", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("client",), name="index_of_client")],
            },
        ),
        migrations.CreateModel(
            name="EmbeddingChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("hashing", "Lexical (offline, no AI)"), ("openai", "OpenAI"), ("gemini", "Gemini"), ("compatible", "A server that speaks OpenAI’s embeddings")], max_length=12, verbose_name="who makes them")),
                ("name", models.CharField(blank=True, help_text="As its vendor calls it. Empty: OpenAI’s “text-embedding-3-small”, Gemini’s “gemini-embedding-001”.", max_length=80, verbose_name="model")),
                ("dimensions", models.PositiveIntegerField(default=1024, help_text="How many numbers a vector has. More are not always better, and take more room and time.", validators=[django.core.validators.MinValueValidator(32), django.core.validators.MaxValueValidator(4000)])),
                ("base_url", models.CharField(blank=True, help_text="Of a server: what stands before “/embeddings”. Empty: the vendor’s own.", max_length=200, verbose_name="address")),
                ("query_prefix", models.CharField(blank=True, help_text="What the model’s own page says, such as “query: ”. Most want nothing.", max_length=200, verbose_name="before a query")),
                ("document_prefix", models.CharField(blank=True, help_text="The same for documents, such as “passage: ”.", max_length=200, verbose_name="before a document")),
                ("identity", models.CharField(editable=False, max_length=120)),
                ("sealed", models.TextField(blank=True, editable=False)),
                ("hint", models.CharField(blank=True, editable=False, max_length=8)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("replaced_at", models.DateTimeField(editable=False, null=True)),
                ("tested_at", models.DateTimeField(editable=False, null=True)),
                ("test_passed", models.BooleanField(editable=False, null=True)),
                ("test_told", models.TextField(blank=True, editable=False)),
                ("agency", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.agency")),
                ("client", models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text="Empty: for all clients that have none of their own.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.client")),
                ("created_by", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "embedding",
                "ordering": ["client__name", "id"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(condition=models.Q(("replaced_at", None)), fields=("agency", "client"), name="embedding_once", nulls_distinct=False)],
            },
        ),
        Protect("VectorIndex"),
        Protect("EmbeddingChoice", rule=OF_AGENCY_OR_CLIENT),
        migrations.RunSQL(INDEXES, migrations.RunSQL.noop),
        migrations.RunSQL(TO_INDEX, AS_BEFORE),
        migrations.RunSQL(FORGET, "DROP FUNCTION baton_forget_embeddings()"),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
