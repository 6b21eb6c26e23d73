-- Loads the month's arrivals and maps Pingshan's six streets to the center's seven.
CREATE TABLE demo.arrival (
  n       int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at      timestamp NOT NULL,
  street  text NOT NULL,
  channel text NOT NULL,
  kind    text NOT NULL
);

\copy demo.arrival (at, street, channel, kind) FROM 'pingshan_2018_10.csv' (FORMAT csv, HEADER)

-- A street split in two has two rows; which of them takes a report is decided by a hash of the report.
CREATE TABLE demo.street_map (
  pingshan text NOT NULL,
  part     int NOT NULL,
  gulou    text NOT NULL,
  PRIMARY KEY (pingshan, part)
);

INSERT INTO demo.street_map (pingshan, part, gulou) VALUES
  ('坪山街道', 0, '湖南路'), ('坪山街道', 1, '宁海路'),
  ('龙田街道', 0, '中央门'),
  ('坑梓街道', 0, '江东'),
  ('马峦街道', 0, '莫愁'),
  ('碧岭街道', 0, '华侨路'),
  ('石井街道', 0, '挹江门');

-- A street without a mapping keeps its name, and the center refuses it as one it does not know.
CREATE VIEW demo.report AS
SELECT a.n,
       a.at AT TIME ZONE 'Asia/Shanghai' AS at,
       coalesce(m.gulou, a.street) AS street,
       a.channel,
       split_part(a.kind, '/', 1) AS category,
       split_part(a.kind, '/', 2) AS description
  FROM demo.arrival a
  LEFT JOIN LATERAL (
    SELECT array_agg(gulou ORDER BY part) AS targets FROM demo.street_map WHERE pingshan = a.street
  ) t ON true
  LEFT JOIN LATERAL (
    SELECT t.targets[1 + get_byte(decode(md5(a.n || a.kind), 'hex'), 0) % cardinality(t.targets)] AS gulou
  ) m ON true;
