-- The rules of callbacks: whose caller is asked, by whom, at what hours, how often.

CREATE TABLE cc_center.callback_rule (
    center_id      bigint NOT NULL,
    version        integer NOT NULL,
    channel        text NOT NULL DEFAULT '*',
    after_stage    text NOT NULL DEFAULT 'disposed',
    rework_stage   text NOT NULL DEFAULT 'dispatched',
    by_roles       text[] NOT NULL CHECK (by_roles <> '{}'),
    by_another     boolean NOT NULL DEFAULT false,
    hours          cc_center.work_hours,
    tries          integer CHECK (tries > 0),
    apart          interval CHECK (apart > interval '0'),
    callback_limit interval CHECK (callback_limit > interval '0'),
    limit_hours    cc_center.work_hours,
    clause         text NOT NULL,
    PRIMARY KEY (center_id, version, channel),
    FOREIGN KEY (center_id, version) REFERENCES cc_center.rule_set,
    CHECK (limit_hours IS NULL OR callback_limit IS NOT NULL)
);
COMMENT ON TABLE cc_center.callback_rule IS
    'Which channels'' callers are called back (回访) once their case is at after_stage, and asked whether it is solved; * stands for every channel without a row of its own. by_roles: who may call, app for an app that asks by itself; by_another: never who disposed of the case. hours: when callers may be called; apart: the least time between two tries; tries: after so many without an answer the case may be closed all the same; callback_limit: within how long after the disposal, in the time that limit_hours hold, or in continuous time. A day counts as 24 hours. rework_stage: where the case goes when it is not solved. NULL: neither the regulation nor the center sets it; without tries a case whose caller is never reached is not closed by confirmation (A19, C8.6).';
