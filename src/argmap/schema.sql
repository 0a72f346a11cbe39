-- The tables `kb.sql` and `argmap query` read.  Ids are text; a list has a table of its own.

-- Every record, of any kind.
create table records (
  id text primary key,      -- the file's stem
  kind text not null,       -- claim, evidence, crux, experiment, topic, person, source
  headline text not null,
  topic text not null,      -- the folder
  file text not null,       -- path within the knowledge base
  note text not null,
  retracted text            -- date, null while it counts
);

create table claims (
  id text primary key references records,
  topic text not null,
  headline text not null,
  prior real not null,      -- 0.5 where none is given
  reasons integer not null, -- links that support it
  objections integer not null, -- links that attack it
  positions integer not null, -- people who take a stance on it themselves
  credence real,            -- computed, given this map; null for a retracted claim
  credence_low real,        -- the range of a credence that does not settle, else null
  credence_high real
);

create table evidence (
  id text primary key references records,
  topic text not null,
  headline text not null,
  type text not null,
  reliability real not null, -- the default of its type where none is given
  source text,              -- the source it was published in
  credence real,            -- as for claims
  credence_low real,
  credence_high real
);

create table cruxes (
  id text primary key references records,
  topic text not null,
  headline text not null,
  stated_by text            -- the person who called it a crux
);

-- The claims a crux turns on (role 'turns_on') and the conclusions it decides ('decides').
create table crux_claims (crux text not null, claim text not null, role text not null);

create table experiments (
  id text primary key references records,
  topic text not null,
  headline text not null,
  status text not null,     -- stub, planned, running, done, abandoned
  effort_days real,
  outcome text,             -- null while there is no result
  asked_by text
);

-- What each outcome of an experiment would say about a claim.
create table predictions (
  experiment text not null,
  claim text not null,
  outcome text not null,
  if_true real not null,    -- P(outcome | the claim holds)
  if_false real not null
);

create table topics (id text primary key references records, headline text not null, summary text not null);
create table people (id text primary key references records, headline text not null, handle text not null,
                     anonymous integer not null);
create table sources (
  id text primary key references records,
  headline text not null,
  type text not null,
  authors text not null,    -- separated by semicolons
  date text,
  url text not null,
  attribution text          -- verified, likely, or null
);

-- Relations between records; an undercut's target is the name of a link, 'a > b'.
create table links (
  id text not null,         -- 'source > target'
  source text not null,
  target text not null,
  relation text not null,   -- supports, attacks, undercuts, tests, depends_on, qualifies, restates
  factor real not null,     -- what it multiplies the odds by; 1 where it has no strength
  basis text not null,
  because text not null
);

-- Further premises of a link that only count together with its source.
create table premises (link text not null, premise text not null, negated integer not null);

-- Who holds what.
create table positions (
  claim text not null,
  person text not null,
  stance text not null,     -- accepts, leans-accept, undecided, leans-reject, rejects
  hedge text not null,
  reported_by text,         -- null: their own statement
  as_of text
);

-- Every quotation, with its place in the archived text where that has been found.
create table quotes (
  record text not null,     -- the record that quotes
  text text not null,
  source text not null,
  speaker text,             -- who speaks there; null when unknown
  locator text,             -- 'archive:line.sentences'
  line integer,
  first_sentence integer,
  last_sentence integer
);

-- The passages records are drawn from, as written and taken apart; null: the whole line or source.
create table cites (
  record text not null,
  passage text not null,    -- 'archive:line.sentences'
  source text not null,
  line integer,
  first_sentence integer,
  last_sentence integer
);

-- What `argmap check` finds.
create table diagnostics (
  code text not null,
  severity text not null,   -- error, warning, hint
  file text not null,       -- path within the knowledge base
  line integer not null,
  column integer not null,
  message text not null,
  fix text not null
);

-- Full-text search: select id from search where search match 'linear NEAR space' order by rank.
create virtual table search using fts5(id unindexed, kind unindexed, headline, text, tokenize = 'porter unicode61');
