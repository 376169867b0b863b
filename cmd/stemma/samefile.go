package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"

	"stemma"
	"stemma/internal/store"
)

// An article's ID is made of the path that its file was given by and of its
// bytes, so that it is the same on every machine. One file can be given by many
// paths: from its own folder, from the one above, through a link, from where the
// folder was moved to. What is added is therefore looked for by its bytes first,
// and what is found under another path is the same page if that path can be one
// of the same file.

// addSource is the source of what add puts into the log.
const addSource = "add"

// isThere reports whether a page is in the store, or among those that are about
// to be, under a path that can be another one of its file.
func isThere(ctx context.Context, s *store.Store, p *stemma.Page, waiting []stemma.Page) (bool, error) {
	if p.Path == "-" || isWeb(p.Path) {
		return false, nil // no file; the log knows it by its name alone
	}
	place := placeOf(p.Path)
	for i := range waiting {
		if w := &waiting[i]; w.Path != "-" && bytes.Equal(w.Body, p.Body) && oneFile(w.Path, place) {
			return true, nil
		}
	}
	names, err := s.NamesOf(ctx, addSource, p.Body)
	for _, name := range names {
		if name != "-" && !isWeb(name) && oneFile(name, place) {
			return true, nil
		}
	}
	return false, err
}

// oneFile reports whether a path, which was given from a folder that nobody
// knows any more, can be that of the file at a place: seen from here it is, or
// the place ends as the path does, or it is where a file of that name was, which
// is there no more.
func oneFile(path, place string) bool {
	if placeOf(path) == place {
		return true
	}
	if filepath.IsAbs(path) {
		file, _ := fileOf(path)
		return file == "" && filepath.Base(path) == filepath.Base(place)
	}
	const up = ".." + string(filepath.Separator)
	for strings.HasPrefix(path, up) {
		path = path[len(up):]
	}
	return strings.HasSuffix(place, string(filepath.Separator)+path)
}

// placeOf returns where a page is that was given by a path: absolute, links
// followed.
func placeOf(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if file, within := fileOf(abs); file != "" {
		return file + within
	}
	return abs
}

// fileOf returns the file of a page's path, links followed, and what comes after
// it: of "crawl.warc:3", the third page of a file, ":3". The file is "" if there is
// none.
func fileOf(path string) (file, within string) {
	for {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return real, within
		}
		i := strings.LastIndexByte(path, ':')
		if i < 0 || strings.ContainsRune(path[i:], filepath.Separator) {
			return "", ""
		}
		path, within = path[:i], path[i:]+within
	}
}
