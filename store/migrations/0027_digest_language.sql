-- The language in which a digest is written, as it was made. Of digests that are kept already their mail says it, in its
-- first tag.

ALTER TABLE digest ADD COLUMN language TEXT NOT NULL DEFAULT 'en';  -- en, ms
UPDATE digest SET language = 'ms' WHERE instr(substr(html, 1, 500), '<html lang="ms"');
