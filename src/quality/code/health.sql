-- What health() says of facts of quality that were written past the rules.

CREATE OR REPLACE FUNCTION cc_center.health_of_quality()
RETURNS TABLE (finding text, subject text, detail text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT cc_center.translated('a fact of quality of a closed month was added'), format('%s/%s/%s %s', f.center_id, f.month, f.kind, f.fact),
           cc_center.translated('Somebody edited rows past the rules.')
    FROM (SELECT r.center_id, r.month, 'leg_review' AS kind, r.review_id AS fact, r.given_at FROM cc_center.leg_review r
          UNION ALL SELECT e.center_id, e.month, 'exam_result', e.exam_id, e.given_at FROM cc_center.exam_result e
          UNION ALL SELECT c.center_id, c.month, 'conduct_record', c.record_id, c.given_at FROM cc_center.conduct_record c
          UNION ALL SELECT q.center_id, q.month, 'quality_evaluation', q.evaluation_id, q.given_at FROM cc_center.quality_evaluation q
          UNION ALL SELECT t.center_id, t.month, 'set_task', t.task_id, t.given_at FROM cc_center.set_task t) f
    JOIN cc_center.attendance_month_close m ON m.center_id = f.center_id AND m.month = f.month
    WHERE m.closed_at < f.given_at AND m.center_id = ANY ((SELECT cc_center.seen_centers())::bigint[])
$$;
COMMENT ON FUNCTION cc_center.health_of_quality() IS 'The part of health() about facts of quality.';
SELECT cc_center.register_health_check('quality', 'health_of_quality');
