-- The database and the role of the app. Run once, as PostgreSQL's administrator: psql < postgresql.sql
\set ON_ERROR_STOP on
-- It comes in by the name of the system's user (peer), so there is no password that could be stolen.
CREATE ROLE "policy-gap-assessment" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT;
CREATE DATABASE "policy-gap-assessment" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE "policy-gap-assessment" FROM PUBLIC;
GRANT CONNECT ON DATABASE "policy-gap-assessment" TO "policy-gap-assessment";
\connect "policy-gap-assessment"
REVOKE ALL ON SCHEMA public FROM PUBLIC;
-- All that the role may do is in its own schema, which PostgreSQL finds by the role's name.
CREATE SCHEMA AUTHORIZATION "policy-gap-assessment";
