-- When a page was fetched, as its archive says; null where nothing does.
alter table log add column retrieved bigint;
