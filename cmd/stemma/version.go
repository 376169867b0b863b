package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"stemma/internal/annotate"
	"stemma/internal/cluster"
	"stemma/internal/extract"
	"stemma/internal/lineage"
	"stemma/internal/reconcile"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of the program and of its stages",
		Long: `Version prints the version of the program and, on a second line, those of its
stages: the same accounts give the same report as long as these are the same.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(c.OutOrStdout(), "stemma %s\nextract/%d annotate/%d cluster/%d lineage/%d reconcile/%d\n",
				version(), extract.Version, annotate.Version, cluster.Version, lineage.Version, reconcile.Version)
			return err
		},
	}
}

// version returns the version that the module was built as, or "devel" with the
// commit where the build knows it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "devel-" + s.Value[:12]
		}
	}
	return "devel"
}
