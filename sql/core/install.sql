\set SHOW_CONTEXT never
-- CREATE EXTENSION owns code; install() deploys the schema, and run again changes nothing.
SET client_min_messages = warning;
CREATE EXTENSION cc_center CASCADE;
SELECT cc_center.install() > 0 AS deployed;
SELECT cc_center.install() AS steps_left;
SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'cc_center';
-- the deployed schema depends on the extension
\set VERBOSITY terse
DROP EXTENSION cc_center;
\set VERBOSITY default
-- an error has a name, a state, and says what to do
\set VERBOSITY sqlstate
SELECT cc_center.raise_error('unknown_street', '1', '北京路');
\set VERBOSITY default
SELECT cc_center.raise_error('no such error');
SELECT name, message FROM cc_center.error_codes() WHERE sqlstate = 'UC901';
-- the clock can be set, with an offset only
SET cc_center.now = '2018-10-08 09:10';
SET cc_center.now = '2018-10-08 09:10+08';
SET timezone = 'Asia/Shanghai';
SELECT cc_center.clock();
RESET cc_center.now;
SELECT cc_center.clock() BETWEEN now() AND clock_timestamp() AS server_time;
