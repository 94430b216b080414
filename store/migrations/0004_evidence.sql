-- What else a page says of its article, and where each field of it stood. NULL in evidence and credited: the article was
-- read before they were kept, and nothing is known; the next replay of its page fills them.

ALTER TABLE article ADD COLUMN credited TEXT;      -- JSON list: all whom the byline names
ALTER TABLE article ADD COLUMN agency TEXT;        -- whose report it is by its own credit
ALTER TABLE article ADD COLUMN dateline TEXT;      -- place as printed
ALTER TABLE article ADD COLUMN dateline_day TEXT;  -- 2024-11-22
ALTER TABLE article ADD COLUMN image TEXT;         -- address of its main picture; shown as its outlet's texts are
ALTER TABLE article ADD COLUMN evidence TEXT;      -- JSON object: field -> [where it stood, agreed or said or read]
