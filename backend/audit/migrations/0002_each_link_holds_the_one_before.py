from django.db import migrations

# The same sum as `backend.audit.chain.link`. One who appends waits for the one before: numbers have no gaps.
CHAIN = """
CREATE FUNCTION audit_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_number bigint;
    last_chain bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_entry'));
    SELECT number, chain INTO last_number, last_chain FROM audit_entry ORDER BY number DESC LIMIT 1;
    NEW.number := COALESCE(last_number, 0) + 1;
    NEW.chain := sha256(
        COALESCE(last_chain, decode(repeat('00', 32), 'hex'))
        || convert_to(concat_ws('|', NEW.number,
            to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
            NEW.who, NEW.did, NEW.subject), 'UTF8')
        || NEW.digest);
    RETURN NEW;
END;
$$;
CREATE TRIGGER audit_link BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_link();
"""
UNCHAIN = "DROP TRIGGER audit_link ON audit_entry; DROP FUNCTION audit_link();"

# Where there are two roles, the one that serves may not even try.
TAKE = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'safe_spaces_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM safe_spaces_app;
        REVOKE UPDATE, TRUNCATE ON audit_words FROM safe_spaces_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_the_chain_of_decisions")]

    operations = [
        migrations.RunSQL(CHAIN, UNCHAIN),
        migrations.RunSQL(TAKE, migrations.RunSQL.noop),
    ]
