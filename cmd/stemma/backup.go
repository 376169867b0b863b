package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"stemma/internal/publish"
)

func backupCommand() *cobra.Command {
	var k kept
	c := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the store into one file, also while stemma serve runs",
		Long: `Backup writes the store, as it is at one moment, into a new file, and looks at
it before it gives it its name. It never overwrites a file. To restore, stop
stemma and put the file into the folder of the store as stemma.db, without the
files stemma.db-wal and stemma.db-shm that may be there.

A store in PostgreSQL is copied by its own program, pg_dump.

Exit status: 0 if the file was written; 1 if not; 2 if the command line is wrong.`,
		Example: `  stemma backup monday.db`,
		Args:    one("the file to write"),
		RunE: func(c *cobra.Command, args []string) error {
			s, err := k.openThere(c)
			if err != nil {
				return err
			}
			defer s.Close()
			if err := s.Backup(c.Context(), args[0]); err != nil {
				return failure{err}
			}
			i, err := os.Stat(args[0])
			if err != nil {
				return failure{err}
			}
			last, err := s.Last(c.Context())
			if err != nil {
				return failure{err}
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: %s, %s\n", args[0], megabytes(i.Size()), publish.Plural(last, "line"))
			return nil
		},
	}
	k.addFlags(c)
	return c
}

// one is cobra.ExactArgs(1) in words that say what to give.
func one(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("%s needs %s; see '%s --help'", c.Name(), what, c.CommandPath())
		}
		return nil
	}
}

// megabytes writes a number of bytes.
func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
