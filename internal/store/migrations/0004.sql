-- Each report asks which revisions somebody looked at.
create index seen_story on seen (story);
