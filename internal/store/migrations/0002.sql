-- Whose a hook is, and how it fares.
alter table hooks add column who text not null default '';  -- as of follows
alter table hooks add column delivered bigint;              -- when an event last arrived; null for never
