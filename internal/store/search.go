package store

import (
	"stemma"
)

// index makes an article be found by its words.
func (tx *Tx) index(seq int64, a *stemma.Article) error {
	if tx.s.kind == postgres {
		return tx.exec("insert into search (seq, words) values ($1, setweight(to_tsvector('english', $2), 'A') || to_tsvector('english', $3))", seq, a.Title, a.Text)
	}
	return tx.exec("insert into search (rowid, title, text) values ($1, $2, $3)", seq, a.Title, a.Text)
}

// unindex is the reverse of index, of an article as it was indexed.
func (tx *Tx) unindex(seq int64, title, text string) error {
	if tx.s.kind == postgres {
		return tx.exec("delete from search where seq = $1", seq)
	}
	return tx.exec("insert into search (search, rowid, title, text) values ('delete', $1, $2, $3)", seq, title, text)
}
