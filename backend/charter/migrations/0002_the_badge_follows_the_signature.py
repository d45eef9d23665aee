from django.db import migrations

# Looked at when the transaction ends, from both sides: no badge without a current signature, and none kept after it.
FOLLOW = """
CREATE FUNCTION charter_badge_follows(of bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    badge date;
    signed date;
BEGIN
    SELECT charter_signed_on INTO badge FROM venues_organisation WHERE id = of;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT signed_on INTO signed FROM charter_signature WHERE organisation_id = of AND standing = 'current';
    IF badge IS DISTINCT FROM signed THEN
        RAISE EXCEPTION 'the badge of organisation % is % and its current signature %', of, badge, signed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'the_badge_follows_the_signature';
    END IF;
END;
$$;
CREATE FUNCTION charter_badge_of_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM charter_badge_follows(COALESCE(NEW.organisation_id, OLD.organisation_id));
    RETURN NULL;
END;
$$;
CREATE FUNCTION charter_badge_of_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM charter_badge_follows(NEW.id);
    RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER the_badge_follows_the_signature
    AFTER INSERT OR UPDATE OR DELETE ON charter_signature
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION charter_badge_of_signature();
CREATE CONSTRAINT TRIGGER the_badge_has_a_signature
    AFTER INSERT OR UPDATE OF charter_signed_on ON venues_organisation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION charter_badge_of_organisation();
"""
LOOSEN = """
DROP TRIGGER the_badge_has_a_signature ON venues_organisation;
DROP TRIGGER the_badge_follows_the_signature ON charter_signature;
DROP FUNCTION charter_badge_of_organisation();
DROP FUNCTION charter_badge_of_signature();
DROP FUNCTION charter_badge_follows(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("charter", "0001_the_paper_trail")]

    operations = [migrations.RunSQL(FOLLOW, LOOSEN)]
