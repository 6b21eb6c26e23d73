-- What presets cite is kept, and what their rows set is the number of the sentence: each clause that a row cites has a part that is
-- enforced, or of conduct recorded, and each number of a preset stands here beside the words it comes from.
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SELECT plan(8);

CREATE TEMP VIEW cited AS
SELECT p.preset, t.key AS rule_table, r.row ->> 'clause' AS clause, r.row
  FROM cc_center.preset p CROSS JOIN LATERAL jsonb_each(p.rules) t CROSS JOIN LATERAL jsonb_array_elements(t.value) r (row)
  JOIN cc_center.rule_table n ON n.name = t.key AND n.versioned;
SELECT cmp_ok((SELECT count(*)::integer FROM cited), '>', 250, 'A24 the rows of the presets are found');
SELECT set_eq('SELECT DISTINCT preset FROM cited', 'SELECT preset FROM cc_center.preset', 'A24 of all of them');

-- ---- cited, so kept ------------------------------------------------------------------------------------------------

-- Clauses that wait for the area that keeps them.
CREATE TEMP TABLE to_come (preset text, clause text, area text);
INSERT INTO to_come VALUES ('round_the_clock', 'A6', 'duties'), ('hospital', 'C4.8', 'duties');
SELECT is_empty($$ SELECT DISTINCT c.preset, c.rule_table, c.clause FROM cited c WHERE NOT EXISTS (SELECT FROM cc_center.clause k WHERE k.clause = c.clause) $$,
                'A24 every clause that a preset cites is in the catalogue');
SELECT set_eq($$ SELECT DISTINCT c.preset, c.clause FROM cited c WHERE NOT EXISTS (SELECT FROM cc_center.clause k WHERE k.clause = c.clause AND (k.state = 'enforced' OR k.state = 'recorded' AND c.rule_table IN ('conduct', 'quality_rule'))) $$,
              'SELECT preset, clause FROM to_come', 'A24 and has a part that is enforced, or of conduct recorded, but for what waits for its area');
SELECT is_empty($$ SELECT t.clause FROM to_come t WHERE t.area = ANY (cc_center.areas()) $$, 'A24 which is not there yet');
SELECT is_empty($$ SELECT DISTINCT c.preset, c.rule_table, c.clause FROM cited c
                    WHERE c.rule_table IN ('transition', 'retention_limit', 'release_window')
                      AND NOT EXISTS (SELECT FROM cc_center.clause k WHERE k.clause = c.clause AND k.area = 'cases' AND k.state = 'enforced') $$,
                'A24 the life of a case goes by parts of clauses that are about cases');

-- ---- as said -------------------------------------------------------------------------------------------------------

-- Numbers, hours, and the few words that are as good as numbers.
CREATE TEMP VIEW set_by_presets AS
SELECT c.preset, c.clause, c.rule_table || '.' || k.key AS what, string_agg(DISTINCT k.value, ' | ' ORDER BY k.value) AS is_set
  FROM cited c CROSS JOIN LATERAL jsonb_each_text(c.row) k
  JOIN pg_attribute a ON a.attrelid = format('cc_center.%I', c.rule_table)::regclass AND a.attname = k.key
 WHERE k.key NOT IN ('ordinal', 'step_no') AND k.value IS NOT NULL
   AND (a.atttypid = ANY ('{interval,integer,numeric,cc_center.work_hours}'::regtype[]) OR k.key IN ('period', 'papers', 'qualification')
        OR c.rule_table = 'rule_setting' AND k.key = 'value' AND k.value ~ '^\d')
 GROUP BY 1, 2, 3;
CREATE TEMP TABLE said (preset text, clause text, what text, is_set text, words text);
INSERT INTO said VALUES
  -- I, the supervision center
  ('gulou', 'E3.4', 'approval_step.from_days', '0', '请示通过后方可离开'),
  ('gulou', 'I19', 'shift.hours', '08:30-17:30 | 09:30-12:00,14:00-22:00 | Mo-Fr 08:30-17:30; PH off', '早班 8:30-17:30, 中班 8:30-17:30 周一至周五, 晚班 9:30-22:00, 12:00-14:00 晚班午休'),
  ('gulou', 'I19', 'timetable.hours', '08:30-22:00', '8:30 早班 ... 22:00 晚班, 全周'),
  ('gulou', 'I19', 'staffing.people', '1', '早班, 中班, 晚班: 每班有人'),
  ('gulou', 'I6', 'staffing.people', '1', '周六周日不得缺岗'),
  ('gulou', 'I24', 'retention_limit.hours', '11:30-14:00,17:00-18:00 | 24/7', '11:30-14:00、17:00-18:00间'),
  ('gulou', 'I24', 'retention_limit.retention_limit', '15 minutes | 30 minutes', '滞留不得超过15分钟 ... 不得超过30分钟'),
  ('gulou', 'I24', 'rule_setting.value', '5 minutes', '月平均案件办理时间不得超过5分钟'),
  ('gulou', 'I25', 'release_window.hours', '13:00-14:00', '13:00-14:00间的核查信息可于14:00以后下发'),
  ('gulou', 'I26', 'attendance_rule.grace', '5 minutes', '首次预立、立案案件的滞留时间不得超过5分钟'),
  ('gulou', 'I45', 'bonus.amount', '200', '全月考勤奖200元、考评奖200元'),
  ('gulou', 'I46', 'tariff.rate', '10', '病假:扣发10元/天'),
  ('gulou', 'I46', 'forfeit.from_quantity', '7', '当月病假时间累计7天或7天以上'),
  ('gulou', 'I47', 'tariff.rate', '30', '事假:扣发30元/天'),
  ('gulou', 'I47', 'forfeit.from_quantity', '5', '当月事假时间累计5天或5天以上'),
  ('gulou', 'I46', 'dismissal_rule.more_than', '30', '全年累计病假超过一个月: 30 calendar days (U15)'),
  ('gulou', 'I47', 'dismissal_rule.more_than', '30', '全年累计事假超过一个月: 30 calendar days (U15)'),
  ('gulou', 'I48', 'dismissal_rule.from_quantity', '1 | 7', '一年内有旷工、又有迟到(早退)、又有长时间病假者: once each; long is 7 days in a month (U15)'),
  ('gulou', 'I32', 'approval_step.from_days', '0 | 2', '请两天或两天以上的病假 ... 报请主任批准'),
  ('gulou', 'I32', 'leave_rule.papers_from', '0.5', '请半天以上需提供病假条'),
  ('gulou', 'I32', 'leave_rule.papers', '["certificate", "slip"]', '病假条 ... 填写请假条'),
  ('gulou', 'I32', 'leave_rule.after_days', '3', 'silent, this preset''s choice (U20)'),
  ('gulou', 'I32', 'day_half.starts', '00:00 | 13:00', 'silent, this preset''s choice'),
  ('gulou', 'I32', 'day_half.ends', '13:00 | 24:00', 'silent, this preset''s choice'),
  ('gulou', 'I33', 'approval_step.from_days', '0 | 2', '两天及以上,需经部门主管同意,报请中心主任批准'),
  ('gulou', 'I33', 'leave_rule.notice', '2 days', '需提前两天通知并同时将事假单交至部门主管处: the request is the slip'),
  ('gulou', 'I34', 'approval_step.from_days', '0 | 2', '续假时间两天及以上的,需报请中心主任批准'),
  ('gulou', 'I34', 'leave_rule.papers', '["slip"]', '在上班时办理续假手续'),
  ('gulou', 'I34', 'leave_rule.papers_from', '0', '在上班时办理续假手续'),
  ('gulou', 'I35', 'approval_step.from_days', '0', '需报请部门主管批准'),
  ('gulou', 'I35', 'swap_rule.swap_limit', '1', '月换班不得超过1个班次'),
  ('gulou', 'I35', 'swap_rule.period', 'month', '月换班不得超过1个班次'),
  ('gulou', 'I35', 'swap_rule.repay_within', '1 month', '应在一个月内还班'),
  ('gulou', 'I36', 'approval_step.from_days', '0', '经中心主管批准后方可调班'),
  ('gulou', 'I36', 'swap_rule.swap_limit', '2', '同调每年不得超过2次'),
  ('gulou', 'I36', 'swap_rule.period', 'year', '同调每年不得超过2次'),
  ('gulou', 'I36', 'swap_rule.notice', '1 month', '需提前一个月申请'),
  ('gulou', 'I36', 'swap_rule.repay_within', '1 month', '应在一个月内还班 (I35)'),
  ('gulou', 'I50', 'work_pattern.days_on', '2', '两作两息'),
  ('gulou', 'I50', 'work_pattern.days_off', '2', '两作两息'),
  -- A, around the clock
  ('round_the_clock', 'A3', 'timetable.hours', '24/7', '每天24小时,全年无休'),
  ('round_the_clock', 'A3', 'shift.hours', '00:00-08:00 | 08:00-16:00 | 16:00-24:00', '每天24小时; the shifts are this preset''s choice'),
  ('round_the_clock', 'A3', 'staffing.people', '1', '全年无休'),
  ('round_the_clock', 'A3', 'approval_step.from_days', '0', 'silent, this preset''s choice'),
  ('round_the_clock', 'A3', 'day_half.starts', '00:00 | 12:00', 'silent, this preset''s choice'),
  ('round_the_clock', 'A3', 'day_half.ends', '12:00 | 24:00', 'silent, this preset''s choice'),
  ('round_the_clock', 'A16', 'quality_rule.qualification', 'quality_evaluation', '对工作人员的服务质量进行监督和评估'),
  ('round_the_clock', 'A17', 'required_qualification.qualification', 'quality_evaluation', '定期的服务质量评估 ... 才能正常工作'),
  ('round_the_clock', 'E3.4', 'approval_step.from_days', '0', '请示通过后方可离开'),
  -- B, the office
  ('office', 'B1.1', 'work_limit.days_a_week', '5', '每周五天'),
  ('office', 'B1.1', 'work_limit.hours_a_day', '8 hours', '每天工作8小时'),
  ('office', 'B1.1', 'shift.hours', 'Mo-Fr 09:00-12:00,13:00-18:00; PH off', '每周五天,每天工作8小时; the times are this preset''s choice'),
  ('office', 'B1.1', 'timetable.hours', 'Mo-Fr 09:00-12:00,13:00-18:00; PH off', '每周五天,每天工作8小时; the times are this preset''s choice'),
  ('office', 'B1.1', 'attendance_rule.grace', '0', '不得迟到早退'),
  ('office', 'B1.2', 'attendance_rule.grace', '0', '未刷卡或未按时签到的情况将视为迟到'),
  ('office', 'B1.3', 'makeup_rule.a_week', '2', '补签次数不得超过每周两次'),
  ('office', 'B1.1', 'staffing.people', '1', '严格按照排班计划来上班'),
  ('office', 'B1.1', 'approval_step.from_days', '0', 'silent, this preset''s choice'),
  ('office', 'B1.4', 'approval_step.from_days', '0', '请假需提前向直属主管申请'),
  ('office', 'B1.4', 'leave_rule.papers', '["slip"]', '并填写假条'),
  ('office', 'B1.4', 'leave_rule.papers_from', '0', '并填写假条'),
  ('office', 'B1.4', 'day_half.starts', '00:00 | 12:00', 'silent, this preset''s choice'),
  ('office', 'B1.4', 'day_half.ends', '12:00 | 24:00', 'silent, this preset''s choice'),
  ('office', 'B2.4', 'approval_step.from_days', '0', '提前向直属主管请假并得到批准'),
  ('office', 'G2.1', 'call_rule.answer_seconds', '15', 'silent, this preset''s choice: GB/T 33358-2016'),
  ('office', 'G2.1', 'call_rule.connection_share', '95', 'silent, this preset''s choice: GB/T 33358-2016'),
  ('hospital', 'G2.1', 'call_rule.answer_seconds', '15', 'silent, this preset''s choice: GB/T 33358-2016'),
  ('hospital', 'G2.1', 'call_rule.connection_share', '95', 'silent, this preset''s choice: GB/T 33358-2016'),
  ('round_the_clock', 'G2.1', 'call_rule.answer_seconds', '15', 'silent, this preset''s choice: GB/T 33358-2016'),
  ('round_the_clock', 'G2.1', 'call_rule.connection_share', '95', 'silent, this preset''s choice: GB/T 33358-2016'),
  -- C, the hospital
  ('hospital', 'C6', 'timetable.hours', '08:00-22:00', '办公时间为每天8:00至22:00'),
  ('hospital', 'C6', 'shift.hours', '08:00-16:00 | 14:00-22:00', '每天8:00至22:00; the shifts are this preset''s choice'),
  ('hospital', 'C6', 'work_limit.days_a_week', '6', '每周工作6天'),
  ('hospital', 'C6', 'work_limit.hours_a_day', '8 hours', '每天工作时长不超出8小时'),
  ('hospital', 'C6', 'staffing.people', '1', '需要轮班值班'),
  ('hospital', 'C6', 'approval_step.from_days', '0', 'silent, this preset''s choice'),
  ('hospital', 'C6', 'day_half.starts', '00:00 | 12:00', 'silent, this preset''s choice'),
  ('hospital', 'C6', 'day_half.ends', '12:00 | 24:00', 'silent, this preset''s choice'),
  ('hospital', 'E3.4', 'approval_step.from_days', '0', '请示通过后方可离开');
SELECT results_eq($$ SELECT preset, clause, what, is_set FROM set_by_presets WHERE is_set <> '[]' ORDER BY 1, 2, 3 $$,
                  $$ SELECT preset, clause, what, is_set FROM said ORDER BY 1, 2, 3 $$, 'A24 what presets set is what their sentences say');
SELECT is_empty($$ SELECT preset, clause, what FROM said WHERE words !~ '[一-龥]' AND words !~ '^silent, this preset''s choice' $$, 'A24 each beside its words');
SELECT * FROM finish();
ROLLBACK;
