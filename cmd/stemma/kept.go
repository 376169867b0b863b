package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"stemma/internal/store"
)

// A kept is the flags of a command that works on a store.
type kept struct {
	place string // a folder, or the URL of a PostgreSQL database
}

func (k *kept) addFlags(c *cobra.Command) {
	c.Flags().StringVar(&k.place, "store", defaultStore(), "folder of the store, or URL of a PostgreSQL database")
	configurable(c, "store")
	addConfigFlag(c)
	c.MarkFlagDirname("store")
}

// open opens the store, and makes it if there is none.
func (k *kept) open(c *cobra.Command) (*store.Store, error) {
	if err := configure(c); err != nil {
		return nil, err
	}
	s, err := store.Open(c.Context(), k.place)
	if err != nil {
		return nil, failure{err}
	}
	return s, nil
}

// openThere opens the store, which must be there.
func (k *kept) openThere(c *cobra.Command) (*store.Store, error) {
	if err := configure(c); err != nil {
		return nil, err
	}
	if !isURL(k.place) {
		if _, err := os.Stat(filepath.Join(k.place, store.FileName)); errors.Is(err, os.ErrNotExist) {
			return nil, failure{fmt.Errorf("there is no store in %s; 'stemma add FILE…' and 'stemma serve' make one, and --store names another", k.place)}
		}
	}
	return k.open(c)
}

// snapshot returns the file that the stories are kept in between two runs: beside
// SQLite's, or of a PostgreSQL database in the user's folder for what can be made
// again; "" if there is no such folder.
func (k *kept) snapshot() string {
	const name = "stories.snapshot"
	if !isURL(k.place) {
		return filepath.Join(k.place, name)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	sum := sha256.Sum256([]byte(k.place))
	dir = filepath.Join(dir, "stemma", hex.EncodeToString(sum[:6]))
	if os.MkdirAll(dir, 0o700) != nil {
		return ""
	}
	return filepath.Join(dir, name)
}

func isURL(place string) bool { return strings.Contains(place, "://") }

// defaultStore is the store of whoever names none: in the folder for data that
// the system gives to a user's programs.
func defaultStore() string {
	dir := os.Getenv("XDG_DATA_HOME")
	if dir == "" && runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
		if home, err := os.UserHomeDir(); err == nil {
			dir = filepath.Join(home, ".local", "share")
		}
	}
	if dir == "" {
		dir, _ = os.UserConfigDir()
	}
	if dir == "" {
		return "stemma-store"
	}
	return filepath.Join(dir, "stemma")
}

// storyIDs completes an argument with the stories of the store.
func (k *kept) storyIDs(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	s, err := k.openThere(c)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer s.Close()
	const enough = 100
	stories, err := s.Stories(c.Context(), store.StoryQuery{By: "latest", Alone: true, RoundUps: true, Limit: enough})
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var out []string
	for _, st := range stories {
		if strings.HasPrefix(st.ID, begun) {
			out = append(out, st.ID+"\t"+st.Title)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}
