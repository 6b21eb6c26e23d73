-- Scheduled work: what is done, for which centers, when it was done, and what it found.

CREATE TABLE cc_center.job (
    job          text PRIMARY KEY CHECK (job ~ '^[a-z][a-z_]{0,30}$'),
    schedule     text NOT NULL CHECK (schedule ~ '^[0-9*/,-]+( [0-9*/,-]+){4}$'),
    command      text NOT NULL CHECK (cc_center.has_text(command)),
    due_by       text CHECK (due_by <> ''),
    each_center  boolean NOT NULL,
    late_after   interval NOT NULL CHECK (late_after > '0'),
    place        integer NOT NULL,
    scheduled_at timestamptz
);
COMMENT ON TABLE cc_center.job IS
    'The jobs: how often they are looked at (schedule of cron; each minute is as good as any, what is due decides), the statement that does one of them for center $1 and day $2, the function that says which day is due next (NULL: due whenever looked at), whether it is done for each center or once for the database, after how long it is late, and when it was handed to pg_cron. The schedule and late_after may be changed by a database administrator, and stay.';

CREATE TABLE cc_center.job_setting (
    name  text PRIMARY KEY CHECK (name IN ('history', 'night')),
    value interval NOT NULL,
    CHECK (name <> 'history' OR value >= '1 day'),
    CHECK (name <> 'night' OR value >= '0' AND value < '1 day')
);
COMMENT ON TABLE cc_center.job_setting IS
    'history: how long rows of job_run are kept; night: when the nightly jobs are due, in a center''s own zone, after its midnight. Changed by a database administrator.';
INSERT INTO cc_center.job_setting (name, value) VALUES ('history', '14 days'), ('night', '02:30');

CREATE TABLE cc_center.job_center (
    center_id    bigint NOT NULL,
    job          text NOT NULL,
    done         date,
    succeeded_at timestamptz,
    failed_at    timestamptz,
    failures     integer NOT NULL DEFAULT 0,
    error        text,
    PRIMARY KEY (center_id, job)
);
COMMENT ON TABLE cc_center.job_center IS
    'How far each job is in each center (0: for the database): the last day done, when it last succeeded, and how often it has failed since, with the last error. Whoever does a job holds its row, so that nobody does it twice at once.';

CREATE SEQUENCE cc_center.job_run_id_seq AS bigint;
COMMENT ON SEQUENCE cc_center.job_run_id_seq IS 'Ids of runs of jobs, from the site''s own range; gaps are allowed.';
CREATE TABLE cc_center.job_run (
    center_id  bigint NOT NULL,
    run_id     bigint NOT NULL DEFAULT nextval('cc_center.job_run_id_seq'),
    job        text NOT NULL,
    due        date,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    rows       bigint,
    error      text,
    by_role    text NOT NULL,
    PRIMARY KEY (center_id, run_id)
);
COMMENT ON TABLE cc_center.job_run IS
    'What the jobs did: a row with center 0 for each run, with the sum of its centers (ended_at NULL while it goes on, and for good where it was killed), and one for each center and day that it worked on or failed at. A center for which nothing was due has none. Written by the jobs only, and removed after the time that job_setting says.';
CREATE INDEX job_run_job ON cc_center.job_run (job, started_at, run_id) WHERE center_id = 0;
COMMENT ON INDEX cc_center.job_run_job IS 'The last run of a job, for health().';
CREATE INDEX job_run_started ON cc_center.job_run (started_at);
COMMENT ON INDEX cc_center.job_run_started IS 'What is older than the history that is kept.';

CREATE TABLE cc_center.job_excluded (
    center_id   bigint PRIMARY KEY REFERENCES cc_center.center,
    excluded_at timestamptz NOT NULL,
    by_role     text NOT NULL
);
COMMENT ON TABLE cc_center.job_excluded IS
    'Centers that no job serves, since cc_center.unschedule_jobs(center_id), or since the jobs were scheduled for other centers only.';
