-- Whoever follows a name hears of an article once.
create index events_article on events (article, id);
