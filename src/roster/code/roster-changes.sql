-- The record of changes to a published roster, and what they leave of a duty.

SELECT cc_center.share_table('roster_change', cc_center.all_groups());
SELECT cc_center.keep_rows('roster_change', 'Changes are the record of a roster.');

CREATE OR REPLACE FUNCTION cc_center.corrected_duty(planned cc_center.roster, standing boolean)
RETURNS tstzrange LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT tstzrange(coalesce(k.since, lower(planned.duty)),
                     CASE WHEN standing AND k.until > coalesce(k.since, lower(planned.duty)) THEN k.until
                          ELSE upper(planned.duty) END)
    FROM (SELECT max(c.changed_at) FILTER (WHERE c.to_staff = planned.staff_no) AS since,
                 max(c.changed_at) FILTER (WHERE c.from_staff = planned.staff_no) AS until
          FROM cc_center.roster_change c
          WHERE c.center_id = planned.center_id AND c.day = planned.day AND c.shift = planned.shift
            AND c.kind = 'correction' AND c.changed_at > lower(planned.duty) AND c.changed_at < upper(planned.duty)) k
$$;
COMMENT ON FUNCTION cc_center.corrected_duty(cc_center.roster, boolean) IS
    'What a person stands of a shift that was corrected while it ran: from the correction that put him in, or, where he stood it, until the one that took him off (I2).';
