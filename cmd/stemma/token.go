package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"stemma/internal/publish"
	"stemma/internal/store"
)

func tokenCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "token",
		Short: "Make and revoke the tokens that others ask a server by",
		Long: `Whoever asks a stemma serve that others can reach shows a token: a program as
Authorization: Bearer TOKEN, a reader of feeds as the password of Basic, a
browser once, at /login. Such a server is not started before there is one.

Of a token only a hash is kept. It is shown when it is made, and never again.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(tokenAddCommand(), tokenListCommand(), tokenRevokeCommand())
	return c
}

func tokenAddCommand() *cobra.Command {
	var k kept
	var scope string
	scopes := []string{store.Reading, store.Writing}
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "Make a token and show it, once",
		Long: `Add makes a token and writes it to standard output. NAME says whose it is; it
need not be new. One with the scope read sees everything; one with the scope
write also gives articles, follows, and changes feeds and hooks.

Exit status: 0; 1 if the store cannot be written; 2 if the command line is wrong.`,
		Example: `  stemma token add anna
  stemma token add crawler --scope write`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 || strings.TrimSpace(args[0]) == "" {
				return fmt.Errorf("token add needs one name, of whoever will have it; see '%s --help'", c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if scope != store.Reading && scope != store.Writing {
				return fmt.Errorf("no scope %q; the scopes are %s", scope, strings.Join(scopes, ", "))
			}
			s, err := k.open(c)
			if err != nil {
				return err
			}
			defer s.Close()
			t, secret, err := s.AddToken(c.Context(), strings.TrimSpace(args[0]), scope, time.Now())
			if err != nil {
				return failure{err}
			}
			fmt.Fprintln(c.OutOrStdout(), secret)
			fmt.Fprintf(c.ErrOrStderr(), "token %s of %s, to %s; it is not shown again\n", t.ID, t.Name, t.Scope)
			return nil
		},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	k.addFlags(c)
	c.Flags().StringVar(&scope, "scope", store.Reading, "what it allows: "+strings.Join(scopes, ", "))
	c.RegisterFlagCompletionFunc("scope", cobra.FixedCompletions(scopes, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func tokenListCommand() *cobra.Command {
	var k kept
	c := &cobra.Command{
		Use:   "list",
		Short: "List the tokens: whose, what they allow, when they were last used",
		Long: `List writes a line for each token, the oldest first; none of them is shown.

Exit status: 0, also if there is none; 1 if there is no store.`,
		Example: `  stemma token list`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := k.openThere(c)
			if err != nil {
				return err
			}
			defer s.Close()
			all, err := s.Tokens(c.Context())
			if err != nil {
				return failure{err}
			}
			if len(all) == 0 {
				fmt.Fprintln(c.ErrOrStderr(), "no token; 'stemma token add NAME' makes one")
				return nil
			}
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "ID\tNAME\tSCOPE\tMADE\tLAST USED")
			for _, t := range all {
				used := "never"
				if !t.Used.IsZero() {
					used = t.Used.UTC().Format("2006-01-02 15:04")
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", t.ID, publish.Line(t.Name, 200), t.Scope, t.Created.UTC().Format("2006-01-02 15:04"), used)
			}
			if err := w.Flush(); err != nil {
				return failure{err}
			}
			return nil
		},
	}
	k.addFlags(c)
	return c
}

func tokenRevokeCommand() *cobra.Command {
	var k kept
	c := &cobra.Command{
		Use:   "revoke ID",
		Short: "Revoke a token, by its ID in the list",
		Long: `Revoke makes a token worth nothing from the next request on. What its holder
follows is forgotten, and hooks that were made with it are off.

Exit status: 0; 1 if there is no such token; 2 if the command line is wrong.`,
		Example: `  stemma token list
  stemma token revoke 5f0c2ab34d5e`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("token revoke needs one ID, as token list writes it; see '%s --help'", c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			s, err := k.openThere(c)
			if err != nil {
				return err
			}
			defer s.Close()
			switch err := s.RevokeToken(c.Context(), args[0]); {
			case errors.Is(err, store.ErrNotFound):
				return failure{fmt.Errorf("no token has the ID %q; 'stemma token list' lists them", args[0])}
			case err != nil:
				return failure{err}
			}
			return nil
		},
		ValidArgsFunction: func(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
			s, err := k.openThere(c)
			if err != nil || len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			defer s.Close()
			all, err := s.Tokens(c.Context())
			if err != nil {
				return nil, cobra.ShellCompDirectiveError
			}
			var out []string
			for _, t := range all {
				if strings.HasPrefix(t.ID, begun) {
					out = append(out, t.ID+"\t"+t.Name)
				}
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
	}
	k.addFlags(c)
	return c
}
