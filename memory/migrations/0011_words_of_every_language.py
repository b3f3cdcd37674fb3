"""Words are taken apart by one function, for languages without spaces too: there by pairs of characters.

It stands in the database because a worker takes a client's words apart anew there, without fetching a text.
"""

from django.db import migrations

from tenants.rls import app_role

# Thai, Lao, Burmese, Khmer, Kana, Han, Hangul: no spaces, or particles that are glued to the words.
JOINED = (
    r"\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ecd\u1000-\u103f\u1780-\u17d3"
    r"\u3005-\u3007\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

# Marks that Postgres takes for letters in its plain locale: “now” would be another word than now. With the mark that
# stands within Persian words ("می‌شود"), whose endings then are words of their own.
MARKS = "“”„«»‹›…–—·•¿¡،؛؟۔।॥։՝、。「」『』《》〈〉【】（）！？：；，．・～\u200c"

# It knows capitals of ASCII only, too: “Śniadanie” would be another word than śniadanie. From version 17 on Postgres has
# a locale of its own that knows them all; before, the database's has to do.
LOWERED = """SELECT CASE WHEN EXISTS (SELECT FROM pg_collation WHERE collname = 'pg_c_utf8')
  THEN 'lower(content COLLATE "pg_c_utf8")' ELSE 'lower(content)' END"""

# Of ABCD: AB CD, then A BC D. A Chinese character is often a word, and the part of a Japanese one that never changes,
# so each stands alone too. What has spaces stays as it is.
WORDS = rf"""
CREATE FUNCTION baton_pairs(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT regexp_replace(regexp_replace(given, '([{JOINED}]+)', ' \1 ', 'g'), '([{JOINED}][{JOINED}])', '\1 ', 'g')
      || ' ' || regexp_replace(regexp_replace(joined, '(^| )([{JOINED}])', ' \2 ', 'g'), '([^ ][^ ])', '\1 ', 'g')
      || ' ' || regexp_replace(regexp_replace(joined, '[^{HAN}]+', '', 'g'), '(.)', '\1 ', 'g')
    FROM (SELECT normalize(content, NFKC)) AS whole(given),
         LATERAL regexp_replace(given, '[^{JOINED}]+', ' ', 'g') AS joined
$$;
CREATE FUNCTION baton_words(configuration text, content text) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT CASE WHEN configuration = 'pairs' THEN to_tsvector('simple', public.baton_pairs(plain))
    ELSE to_tsvector(coalesce((SELECT oid::regconfig FROM pg_ts_config  -- an older Postgres knows fewer
      WHERE cfgname = configuration AND cfgnamespace = 'pg_catalog'::regnamespace), 'simple'), plain) END
    FROM regexp_replace(replace(LOWERED, '’', ''''), '[{MARKS}]+', ' ', 'g') AS plain
$$;
"""


FUNCTIONS = ("baton_pairs(text)", "baton_words(text, text)")


def make(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LOWERED)
        cursor.execute(WORDS.replace("LOWERED", cursor.fetchone()[0]))
    for function in FUNCTIONS:
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        schema_editor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{app_role()}", CURRENT_USER')


def drop(apps, schema_editor):
    for function in reversed(FUNCTIONS):
        schema_editor.execute(f"DROP FUNCTION {function}")


class Migration(migrations.Migration):
    dependencies = [("memory", "0010_compared_with_all")]

    operations = [migrations.RunPython(make, drop)]
