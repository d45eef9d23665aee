-- Two roles from the start: the owner migrates, the application serves. Run by a superuser, as often as one likes.
-- Passwords come from the environment where there is a network between (compose); the embedded database knows its user by the socket.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv app_password DATABASE_APP_PASSWORD

SELECT 'CREATE ROLE safe_spaces_owner LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'safe_spaces_owner') \gexec
SELECT 'CREATE ROLE safe_spaces_app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'safe_spaces_app') \gexec
\if :{?owner_password}
ALTER ROLE safe_spaces_owner PASSWORD :'owner_password';
ALTER ROLE safe_spaces_app PASSWORD :'app_password';
\else
ALTER ROLE safe_spaces_owner CREATEDB; -- for the databases of tests
\endif

ALTER ROLE safe_spaces_app SET statement_timeout = '2s';
ALTER ROLE safe_spaces_app SET lock_timeout = '2s';
ALTER ROLE safe_spaces_app SET idle_in_transaction_session_timeout = '10s';
-- Nobody's position may reach the server's log: not by a slow statement, a failing one, its parameters or its message.
ALTER ROLE safe_spaces_app SET log_statement = 'none';
ALTER ROLE safe_spaces_app SET log_min_duration_statement = -1;
ALTER ROLE safe_spaces_app SET log_min_duration_sample = -1;
ALTER ROLE safe_spaces_app SET log_min_error_statement = 'panic';
ALTER ROLE safe_spaces_app SET log_min_messages = 'fatal';
ALTER ROLE safe_spaces_app SET log_error_verbosity = 'terse';
ALTER ROLE safe_spaces_app SET log_parameter_max_length = 0;
ALTER ROLE safe_spaces_app SET log_parameter_max_length_on_error = 0;

-- What every new database is copied from, those of tests included.
\connect template1
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER DEFAULT PRIVILEGES FOR ROLE safe_spaces_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO safe_spaces_app;
ALTER DEFAULT PRIVILEGES FOR ROLE safe_spaces_owner GRANT USAGE, SELECT ON SEQUENCES TO safe_spaces_app;
\connect postgres

SELECT 'CREATE DATABASE safe_spaces OWNER safe_spaces_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'safe_spaces') \gexec
REVOKE CONNECT, TEMPORARY ON DATABASE safe_spaces FROM PUBLIC;
GRANT CONNECT ON DATABASE safe_spaces TO safe_spaces_app;
