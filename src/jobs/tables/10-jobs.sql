-- Scheduled work, through pg_cron; never scheduled by install(), because pg_cron lives in one database.

CREATE TABLE cc_center.job (
    job          text PRIMARY KEY,
    schedule     text NOT NULL,
    command      text NOT NULL,
    scheduled_at timestamptz
);
COMMENT ON TABLE cc_center.job IS
    'The jobs that cc_center.schedule_jobs() hands to pg_cron: name, cron schedule, command, and when they were handed over.';
