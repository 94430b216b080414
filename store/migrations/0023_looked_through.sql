-- What a narrowed search asks of each article that it looks through stands in the index along which it goes: no row of
-- an article is read for it ("benchmarks.browse", search narrowed by filters).
DROP INDEX article_newest;
CREATE INDEX article_newest ON article(first_seen DESC, id, withdrawn, story, week, language) WHERE withdrawn IS NULL;
DROP INDEX article_outlet_newest;
CREATE INDEX article_outlet_newest
  ON article(outlet, first_seen DESC, id, withdrawn, story, week, language) WHERE withdrawn IS NULL;
DROP INDEX article_shown;
CREATE INDEX article_shown
  ON article(id, first_seen, week, story, copy_kind, withdrawn, outlet, language) WHERE withdrawn IS NULL;

-- The same for the stories of a week, whose reports are counted by what they repeat.
DROP INDEX article_of_week;
CREATE INDEX article_of_week
  ON article(week, story, outlet, copy_kind, copy_of, id, first_seen, published, analysed, withdrawn)
  WHERE withdrawn IS NULL;

-- "The article is of that story", as people said it before there was one way to say that two articles tell of one event,
-- is said so: of the story's lead, or where the article is that itself, of the earliest other that repeats none.
UPDATE correction SET kind = 'event', value = 'yes', field = (
  SELECT a.id FROM article a
  WHERE a.story = coalesce((SELECT story FROM story_alias WHERE old = correction.value), correction.value)
    AND a.id <> correction.target AND a.withdrawn IS NULL AND coalesce(a.copy_kind, 'derived') = 'derived'
  ORDER BY a.id IS NOT (SELECT lead FROM story WHERE id = a.story), a.first_seen, a.id LIMIT 1)
WHERE kind = 'story' AND field = 'story'
  AND EXISTS (SELECT 1 FROM article WHERE id = correction.target AND coalesce(copy_kind, 'derived') = 'derived')
  AND EXISTS (
    SELECT 1 FROM article a
    WHERE a.story = coalesce((SELECT story FROM story_alias WHERE old = correction.value), correction.value)
      AND a.id <> correction.target AND a.withdrawn IS NULL AND coalesce(a.copy_kind, 'derived') = 'derived');
-- What cannot be said so does not hold, and is not listed as if it did: of a copy, which goes where the article goes that
-- it repeats, and of an article that was put in a story of its own, since nothing tells what it was parted from.
UPDATE correction SET undone = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
WHERE kind = 'story' AND field = 'story' AND undone IS NULL;
