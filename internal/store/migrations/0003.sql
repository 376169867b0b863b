-- What the front page of a site asks of all stories.
create index stories_languages on stories (languages, updated, articles);
create index stories_roundups on stories (updated) where kind <> '';
