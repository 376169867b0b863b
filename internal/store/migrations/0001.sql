-- The log of what was received, and what was read from it. Moments are
-- microseconds since 1970, UTC. @id, @blob stand for what the two engines call
-- differently; lines after "--! sqlite" or "--! postgres" are for one of them,
-- until "--! all".

create table pages (
	hash text primary key,          -- SHA-256 of the bytes as received, hex
	size bigint not null,           -- of the bytes, not of body
	body @blob not null             -- the bytes, compressed with Zstandard
);

-- One line a page received; never changed, and only ever appended to.
create table log (
	seq       @id,
	article   text not null unique, -- the ID that the article read from it has
	page      text not null references pages (hash),
	format    text not null,
	path      text not null,
	url       text not null,
	outlet    text not null,
	title     text not null,
	published text not null,
	key       text not null,
	text      @blob,                -- of a record whose text is not its bytes decoded
	charset   text not null,
	source    text not null,        -- who gave it: a feed's id, "paste", "add"
	received  bigint not null
);

-- How far each stage has come in the log, and which version of it.
create table cursors (
	stage   text primary key,
	seq     bigint not null,
	version text not null
);

create table articles (
	seq            @id references log (seq),
	id             text not null unique,
	key            text not null,
	path           text not null,
	url            text not null,
	outlet         text not null,
	outlet_key     text not null,   -- outlet, folded; the path's if unknown
	title          text not null,
	byline         text not null,
	published      bigint,          -- null if unknown
	published_to   bigint,
	prec           text not null,
	language       text not null,
	words          bigint not null, -- of the report proper
	received       bigint not null,
	text           text not null,   -- what is long stands last: lists do not read so far
	blocks         @blob not null,
	marks          @blob not null
);
create index articles_outlet on articles (outlet_key, received, outlet);
create index articles_received on articles (received);

create table placements (
	article    text primary key,
	seq        bigint not null,
	story      text not null,
	kind       text not null,
	of         text not null,
	superseded text not null,
	shared     text not null,       -- JSON array
	why        text not null,
	mentions   text not null        -- JSON array
);
create index placements_story on placements (story, seq);
create index placements_seq on placements (seq);

-- Articles that a later one moved.
create table moves (
	seq     bigint not null,        -- of the article that moved it
	article text not null,
	source  text not null,          -- the story it was in
	target  text not null,
	why     text not null
);
create index moves_article on moves (article);

create table stories (
	id           text primary key,
	title        text not null,
	into_story   text not null,     -- the story it became part of; empty while it is one
	kind         text not null,     -- "round-up", or empty
	opened       bigint not null,   -- seq of its first article
	changed      bigint not null,   -- seq of what last changed it
	reported     bigint not null,   -- changed, as of the last report
	revision     bigint not null,   -- of the report; 0 if there is none
	first        bigint,            -- publication of the earliest account
	last         bigint,
	updated      bigint not null,   -- when its last article was received
	articles     bigint not null,
	accounts     bigint not null,   -- that count: not superseded
	outlets      bigint not null,
	origins      bigint not null,
	conflicts    bigint not null,
	updates      bigint not null,
	corroborated bigint not null,
	utterances   bigint not null,
	languages    text not null      -- sorted, with spaces around: " de en "
);
create index stories_updated on stories (updated);
create index stories_dirty on stories (changed) where changed > reported;
-- The orders in which stories are listed, those left out that no list has.
create index stories_by_origins on stories (origins desc, conflicts desc, accounts desc, updated desc, id)
	where into_story = '' and articles > 0 and accounts > 1 and kind = '';
create index stories_by_dispute on stories (conflicts desc, origins desc, accounts desc, updated desc, id)
	where into_story = '' and articles > 0 and accounts > 1 and kind = '' and conflicts > 0;
create index stories_by_time on stories (updated desc, id)
	where into_story = '' and articles > 0 and accounts > 1 and kind = '';

create table reports (
	story    text not null,
	revision bigint not null,
	seq      bigint not null,       -- the changed of the story that it is about
	at       bigint not null,       -- when the last article of it was received
	body     @blob not null,
	primary key (story, revision)
);

-- What happened to stories, for whoever follows them.
create table events (
	id       @id,
	mark     text not null unique,  -- what makes it the same event when it is found again
	story    text not null,
	revision bigint not null,
	at       bigint not null,
	kind     text not null,
	article  text not null,
	finding  text not null,
	outlet   text not null,
	words    text not null
);
create index events_story on events (story, id);

-- Who and what an article speaks of by name.
create table names (
	seq      bigint not null,
	key      text not null,         -- the name, folded
	kind     text not null,
	name     text not null,
	mentions bigint not null,
	primary key (key, kind, seq)
);
create index names_seq on names (seq);

-- The record of an outlet: what it did in one story.
create table records (
	story   text not null,
	outlet  text not null,          -- outlet_key
	kind    text not null,          -- first, copied, was-copied, contradicted, corrected
	article text not null,
	other   text not null,          -- the other article, if there is one
	finding text not null,
	why     text not null
);
create index records_story on records (story);
create index records_outlet on records (outlet, kind);

-- What could not be done with a page, or with a story.
create table faults (
	seq      bigint not null,
	stage    text not null,
	version  text not null,
	kind     text not null,         -- unreadable, language, invalid
	path     text not null,         -- of the page; of a report, the story's id
	cause    text not null,
	remedy   text not null,
	attempts bigint not null,
	next     bigint,                -- when it is tried again; null for never, until the version rises
	at       bigint not null,
	primary key (seq, stage, path)
);
create index faults_stage on faults (stage, path);

create table feeds (
	id        text primary key,
	url       text not null unique,
	kind      text not null,        -- feed, sitemap
	title     text not null,
	site      text not null,
	etag      text not null,
	modified  text not null,
	every     bigint not null,      -- microseconds between tries
	next      bigint not null,
	added     bigint not null,      -- when it was added
	tried     bigint,
	succeeded bigint,
	renewed   bigint,               -- when it last had something new
	failures  bigint not null,      -- in a row
	status    bigint not null,      -- the last HTTP status; 0 before the first
	error     text not null,
	warning   text not null,
	entries   bigint not null,      -- ever seen
	articles  bigint not null,      -- given to the log
	off       text not null         -- why it is not asked any more; empty while it is
);

create table entries (
	feed    text not null references feeds (id) on delete cascade,
	entry   text not null,
	url     text not null,
	version text not null,          -- what changes when the entry does
	state   text not null,          -- got, failed, passed over
	tries   bigint not null,
	next    bigint,
	error   text not null,
	at      bigint not null,
	primary key (feed, entry)
);
create index entries_due on entries (next) where next is not null;
create index entries_url on entries (url);

create table follows (
	id      @id,
	who     text not null,          -- a token's id; empty for the one user of a machine
	kind    text not null,          -- story, name, query, outlet
	value   text not null,
	title   text not null,
	created bigint not null,
	seen    bigint not null,        -- the last event looked at
	unique (who, kind, value)
);

create table seen (
	who      text not null,
	story    text not null,
	revision bigint not null,
	at       bigint not null,
	primary key (who, story)
);

create table hooks (
	id      @id,
	url     text not null,
	secret  text not null,
	kind    text not null,          -- as of follows; empty for everything
	value   text not null,
	created bigint not null,
	event   bigint not null,        -- the last event delivered or given up
	tries   bigint not null,
	next    bigint not null,
	error   text not null,
	off     text not null
);

create table tokens (
	id      text primary key,
	name    text not null,
	hash    text not null unique,   -- SHA-256 of the token, hex
	scope   text not null,          -- read, write
	created bigint not null,
	used    bigint
);

--! sqlite
create virtual table search using fts5 (
	title, text, content = 'articles', content_rowid = 'seq',
	tokenize = "porter unicode61 remove_diacritics 2"
);
--! postgres
-- Every word is a word, as in SQLite: none is left out for being common.
create text search dictionary stemma_stem (template = snowball, language = english);
create text search configuration stemma (copy = simple);
alter text search configuration stemma alter mapping for asciiword, word, numword with stemma_stem;
create table search (
	seq   bigint primary key,
	words tsvector not null
);
create index search_words on search using gin (words);
--! all
