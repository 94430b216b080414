-- A digest counts a whole week and shows little of it. Both indexes hold what is counted, so that no row of "article"
-- or "fetch" is read for it: "benchmarks.digest" measures it.

DROP INDEX article_of_week;
CREATE INDEX article_of_week
  ON article(week, story, outlet, copy_kind, id, first_seen, published, analysed, withdrawn, copy_of, language)
  WHERE withdrawn IS NULL;

DROP INDEX fetch_outlet;
CREATE INDEX fetch_outlet ON fetch(outlet, fetched, status, purpose);
