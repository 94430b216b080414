-- What the desk asks at a million articles, answered from indexes: its lists and counts read no row of a large table
-- that they do not show. "benchmarks.browse" measures it. An index holds the column of its own condition too: SQLite
-- would go to the row for it otherwise.

-- The articles of a week, in the order of their stories.
CREATE INDEX article_of_week
  ON article(week, story, outlet, copy_kind, id, first_seen, published, analysed, withdrawn) WHERE withdrawn IS NULL;
DROP INDEX article_week;
CREATE INDEX article_week ON article(week, outlet, withdrawn);
-- One article's time, week and story without its row.
CREATE INDEX article_shown ON article(id, first_seen, week, story, copy_kind, withdrawn) WHERE withdrawn IS NULL;
CREATE INDEX article_withdrawn ON article(id, withdrawn) WHERE withdrawn IS NOT NULL;
CREATE INDEX article_outlet ON article(outlet, week, withdrawn, copy_kind);
CREATE INDEX article_outlet_newest ON article(outlet, first_seen DESC, id, withdrawn) WHERE withdrawn IS NULL;
CREATE INDEX article_newest ON article(first_seen DESC, id, withdrawn) WHERE withdrawn IS NULL;
CREATE INDEX article_story_week ON article(story, week, id, withdrawn) WHERE withdrawn IS NULL;
CREATE INDEX article_language ON article(language);

CREATE INDEX story_newest ON story(last_seen DESC, id, articles) WHERE articles > 0;
CREATE INDEX story_theme_assigned ON story_theme(story, theme, assigned) WHERE assigned = 1;
CREATE INDEX story_theme_score ON story_theme(score);

DROP INDEX mention_official;
CREATE INDEX mention_official ON mention(official, article) WHERE official IS NOT NULL;
CREATE INDEX mention_place_subject ON mention(place, article, label) WHERE label = 'subject';
CREATE INDEX mention_subject ON mention(article, place, kind, label) WHERE kind = 'place' AND label = 'subject';

DROP INDEX post_mention_official;
CREATE INDEX post_mention_official ON post_mention(official, post, seat, article);

DROP INDEX quote_official;
CREATE INDEX quote_official ON quote(official, article) WHERE official IS NOT NULL;
CREATE INDEX quote_said ON quote(article, official) WHERE official IS NOT NULL;

-- The first of each pair for lists of values, the second for what a person types.
CREATE INDEX figure_claim_concept ON figure_claim(concept);
CREATE INDEX figure_claim_concept_typed ON figure_claim(concept COLLATE NOCASE, first_article);
CREATE INDEX figure_claim_owner ON figure_claim(owner);
CREATE INDEX figure_claim_owner_typed ON figure_claim(owner COLLATE NOCASE, first_article);
CREATE INDEX figure_claim_period ON figure_claim(period);
CREATE INDEX figure_claim_period_typed ON figure_claim(period COLLATE NOCASE, first_article);

CREATE INDEX figure_kind ON figure(kind);
CREATE INDEX figure_status ON figure(status);
CREATE INDEX fetch_status ON fetch(status);
CREATE INDEX trend_of ON trend(kind, key, week);
