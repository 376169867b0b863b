package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"stemma/internal/store"
)

// A setting is a flag that may also be set by the environment and in the
// configuration file. The command line is stronger than the environment, the
// environment than the file, the file than the default.
//
//	--log-level debug    STEMMA_LOG_LEVEL=debug    log-level = "debug"
//
// The flags of serve are all the settings there are.

// configFlag names the flag that names the file, and STEMMA_CONFIG.
const configFlag = "config"

// settingMark is the annotation of a flag that is a setting; its value says
// where the value of the flag came from, once configure has run.
const settingMark = "setting"

// addConfigFlag adds the flag that names the configuration file.
func addConfigFlag(c *cobra.Command) {
	c.Flags().String(configFlag, "", "file with settings (default: stemma/config.toml in the user's folder for configurations)")
	c.MarkFlagFilename(configFlag, "toml")
}

// configurable makes flags of c settings.
func configurable(c *cobra.Command, names ...string) {
	for _, name := range names {
		c.Flags().SetAnnotation(name, settingMark, []string{"default"})
	}
}

// environmentOf returns the variable that sets a flag.
func environmentOf(flag string) string {
	return "STEMMA_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// defaultConfig is the configuration file of whoever names none. It need not be
// there.
func defaultConfig() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "stemma", "config.toml")
}

// settingsOf returns the flags of c that are settings, by name.
func settingsOf(c *cobra.Command) []*pflag.Flag {
	var out []*pflag.Flag
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Annotations[settingMark] != nil {
			out = append(out, f)
		}
	})
	return out
}

// isDefault reports whether nobody has set a setting of c, once configure has run.
func isDefault(c *cobra.Command, name string) bool {
	return c.Flag(name).Annotations[settingMark][0] == "default"
}

// configure sets the settings of c that the command line leaves open.
func configure(c *cobra.Command) error {
	path, file, err := configOf(c)
	if err != nil {
		return err
	}
	for _, f := range settingsOf(c) {
		env := environmentOf(f.Name)
		value := os.Getenv(env) // empty is as good as unset
		from, where := "default", ""
		switch {
		case f.Changed:
			from = "--" + f.Name
		case value != "":
			from, where = env, env
		default:
			if at, ok := file[f.Name]; ok {
				from, where, value = fmt.Sprintf("%s:%d", path, at.line), fmt.Sprintf("%s:%d: %s", path, at.line, f.Name), at.value
			}
		}
		if where != "" {
			if err := f.Value.Set(value); err != nil {
				return fmt.Errorf("%s: %q: %w", where, value, err)
			}
		}
		f.Annotations[settingMark] = []string{from}
	}
	return nil
}

// A line is a value of the configuration file, and the line it stands on.
type line struct {
	value string
	line  int
}

// configOf reads the configuration file of c and returns its name and values. A
// file that was named must be there.
func configOf(c *cobra.Command) (string, map[string]line, error) {
	path, named := c.Flag(configFlag).Value.String(), true
	if path == "" {
		path = os.Getenv(environmentOf(configFlag))
	}
	if path == "" {
		path, named = defaultConfig(), false
	}
	b, err := os.ReadFile(path)
	if err != nil {
		if !named && errors.Is(err, os.ErrNotExist) {
			return path, nil, nil
		}
		return path, nil, failure{fmt.Errorf("the configuration cannot be read: %w", err)}
	}
	values, err := parseConfig(string(b))
	if err != nil {
		return path, nil, fmt.Errorf("%s%w", path, err)
	}
	return path, values, nil
}

// parseConfig reads the text of a configuration file. Its errors begin with
// ":LINE: ".
func parseConfig(text string) (map[string]line, error) {
	var raw map[string]any
	if _, err := toml.Decode(text, &raw); err != nil {
		var p toml.ParseError
		if errors.As(err, &p) {
			return nil, fmt.Errorf(":%d: %s", p.Position.Line, p.Message)
		}
		return nil, fmt.Errorf(": %w", err)
	}
	var known []string
	for _, f := range settingsOf(serveCommand()) {
		known = append(known, f.Name)
	}
	out := map[string]line{}
	for key, v := range raw {
		at := lineOf(text, key)
		if !slices.Contains(known, key) {
			return nil, fmt.Errorf(":%d: there is no setting %q; the settings are %s", at, key, strings.Join(known, ", "))
		}
		value, ok := settingValue(v)
		if !ok {
			return nil, fmt.Errorf(":%d: %s: give words in quotation marks, a number, true or false, or a list of words", at, key)
		}
		out[key] = line{value, at}
	}
	return out, nil
}

// lineOf returns the line of text, from 1, on which a top-level key is set.
func lineOf(text, key string) int {
	n := 0
	for l := range strings.Lines(text) {
		n++
		name, _, ok := strings.Cut(l, "=")
		if name = strings.Trim(name, " \t\"'[]\r\n"); (ok || strings.HasPrefix(l, "[")) && (name == key || strings.HasPrefix(name, key+".")) {
			return n
		}
	}
	return 1
}

// settingValue returns a value of TOML as a flag takes it.
func settingValue(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case []any:
		var words []string
		for _, x := range v {
			s, ok := x.(string)
			if !ok {
				return "", false
			}
			words = append(words, s)
		}
		return strings.Join(words, ","), true
	}
	return "", false
}

// settingsHelp is the part of serve's help that tells how it is configured.
const settingsHelp = `Each flag but --config and --demo may also stand in a configuration file (TOML),
without its dashes, or in the environment, as STEMMA_ and its name:

  --log-level debug    log-level = "debug"    STEMMA_LOG_LEVEL=debug

A flag is stronger than the environment, and that than the file. The file is the
one that --config or STEMMA_CONFIG names. 'stemma config' writes what holds, as
such a file, and where each value comes from.`

func configCommand() *cobra.Command {
	c := serveCommand() // for its flags
	c.Use = "config"
	c.Short = "Write the settings of serve that hold, and where each comes from"
	c.Long = "Config writes a configuration file with the settings that serve would run with,\nand where each of them comes from. It takes the flags of serve. A password in the\naddress of the store is left out.\n\n" + settingsHelp
	c.Example = "  stemma config\n  stemma config --listen :8080 > config.toml"
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := configure(c); err != nil {
			return err
		}
		for _, f := range settingsOf(c) {
			fmt.Fprintf(c.OutOrStdout(), "# %s\n# from: %s\n%s = %s\n\n", f.Usage, f.Annotations[settingMark][0], f.Name, tomlValue(f))
		}
		return nil
	}
	return c
}

// tomlValue returns the value of a flag as TOML.
func tomlValue(f *pflag.Flag) string {
	switch v := f.Value.(type) {
	case pflag.SliceValue:
		var words []string
		for _, s := range v.GetSlice() {
			words = append(words, strconv.Quote(s))
		}
		return "[" + strings.Join(words, ", ") + "]"
	default:
		if t := f.Value.Type(); t == "bool" || t == "int" {
			return f.Value.String()
		}
		return strconv.Quote(store.Named(f.Value.String()))
	}
}
