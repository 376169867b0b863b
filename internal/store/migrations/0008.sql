-- Whether bytes are in the log under another name.
create index log_page on log (page);
