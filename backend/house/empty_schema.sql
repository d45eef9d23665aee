-- Empties the schema of all that is ours, and leaves what belongs to extensions.
-- A table that only a newer version has must go as well, so this does not read the backup's own list.
SET client_min_messages = warning;
DO $$
DECLARE
    statements text[];
    statement text;
BEGIN
    -- All of them are written down first: a drop takes others with it, and their names are then gone.
    SELECT array_agg(written) INTO statements FROM (
        SELECT format(
            'DROP %s IF EXISTS public.%I CASCADE',
            CASE relkind
                WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE'
            END,
            relname
        ) AS written
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
            AND NOT EXISTS (
                SELECT FROM pg_depend
                WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype IN ('e', 'i')
            )
        UNION ALL
        SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure)
        FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
            AND NOT EXISTS (
                SELECT FROM pg_depend
                WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e'
            )
        UNION ALL
        SELECT format('DROP TYPE IF EXISTS public.%I CASCADE', typname)
        FROM pg_type
        WHERE typnamespace = 'public'::regnamespace AND typelem = 0 AND typtype IN ('e', 'd', 'r')
            AND NOT EXISTS (
                SELECT FROM pg_depend
                WHERE classid = 'pg_type'::regclass AND objid = pg_type.oid AND deptype = 'e'
            )
        UNION ALL
        SELECT format('DROP TYPE IF EXISTS public.%I CASCADE', relname)
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'c'
            AND NOT EXISTS (
                SELECT FROM pg_depend
                JOIN pg_type ON pg_depend.objid = pg_type.oid
                WHERE classid = 'pg_type'::regclass AND typrelid = pg_class.oid AND deptype = 'e'
            )
    ) AS everything;
    FOREACH statement IN ARRAY coalesce(statements, '{}') LOOP
        EXECUTE statement;
    END LOOP;
END $$;
