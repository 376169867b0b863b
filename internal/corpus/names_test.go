package corpus

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shown returns the names of a text as "kind words", in order.
func shown(d NamedText) []string {
	var out []string
	for _, n := range d.Names {
		out = append(out, n.Kind.String()+" "+d.Text[n.Start:n.End])
	}
	return out
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestWorldwide(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.tsv", strings.Join([]string{
		"Hale\tB-Organization\tB-Location", "Ferries\tI-Organization", "’\tO", "s\tO", "Swedish\tB-NORP", "boss\tO", "met\tO", "Ms\tO", "Moreau\tB-Person",
		"at\tO", "Leith\tB-Facility", "Pier\tI-Facility", "on\tO", "Monday\tB-Date", ".\tO", "", "",
	}, "\n"))
	docs, err := Worldwide(dir)
	if err != nil || len(docs) != 1 {
		t.Fatalf("%d texts, %v", len(docs), err)
	}
	if want := "Hale Ferries’s Swedish boss met Ms Moreau at Leith Pier on Monday."; docs[0].Text != want {
		t.Errorf("text %q, want %q", docs[0].Text, want)
	}
	want := []string{"organisation Hale Ferries", "other Swedish", "person Moreau", "place Leith Pier"}
	if got := shown(docs[0]); !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
}

func TestGUMNames(t *testing.T) {
	dir := t.TempDir()
	// "President Tilda Moreau of the University of Hale met Swedes."
	write(t, dir, "GUM_news_tides.conllu", strings.Join([]string{
		"# newdoc id = GUM_news_tides", "# sent_id = 1", "# text = President Tilda Moreau of the University of Hale met Swedes.",
		"1\tPresident\tpresident\tPROPN\tNNP\t_\t2\tcompound\t_\tEntity=(1-person-new-nnnnn-cf1-2-sgl",
		"2\tTilda\tTilda\tPROPN\tNNP\t_\t9\tnsubj\t_\t_",
		"3\tMoreau\tMoreau\tPROPN\tNNP\t_\t2\tflat\t_\t_",
		"4\tof\tof\tADP\tIN\t_\t6\tcase\t_\t_",
		"5\tthe\tthe\tDET\tDT\t_\t6\tdet\t_\tEntity=(2-organization-new-nnnnn-cf1-2-sgl",
		"6\tUniversity\tUniversity\tPROPN\tNNP\t_\t2\tnmod\t_\t_",
		"7\tof\tof\tADP\tIN\t_\t8\tcase\t_\t_",
		"8\tHale\tHale\tPROPN\tNNP\t_\t6\tnmod\t_\tEntity=(3-place-new-nnnnn-cf1-1-sgl)2)1)",
		"9\tmet\tmeet\tVERB\tVBD\t_\t0\troot\t_\t_",
		"10\tSwedes\tSwede\tPROPN\tNNPS\t_\t9\tobj\t_\tSpaceAfter=No|Entity=(4-person-new-nnnnn-cf1-1-sgl)",
		"11\t.\t.\tPUNCT\t.\t_\t9\tpunct\t_\t_", "", "",
	}, "\n"))
	docs, err := GUMNames(dir, Train)
	if err != nil || len(docs) != 1 {
		t.Fatalf("%d texts, %v", len(docs), err)
	}
	want := []string{"person Tilda Moreau", "organisation University of Hale", "other Swedes"}
	if got := shown(docs[0]); !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
}

func TestMEANTIME(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "intra_cross-doc_annotation/a/1.xml", `<?xml version="1.0" ?><Document>
<token number="0" sentence="0" t_id="1">The</token><token number="1" sentence="0" t_id="2">Swedish</token><token number="2" sentence="0" t_id="3">ferry</token>
<token number="3" sentence="0" t_id="4">firm</token><token number="4" sentence="0" t_id="5">Hale</token><token number="5" sentence="0" t_id="6">Lines</token><token number="6" sentence="0" t_id="7">sank</token>
<Markables><ENTITY_MENTION m_id="10" syntactic_type="NAM"><token_anchor t_id="1"/><token_anchor t_id="2"/><token_anchor t_id="3"/><token_anchor t_id="4"/><token_anchor t_id="5"/><token_anchor t_id="6"/></ENTITY_MENTION>
<ENTITY_MENTION m_id="11" syntactic_type="PRE.NAM"><token_anchor t_id="2"/></ENTITY_MENTION>
<ENTITY m_id="20" ent_type="ORG"/><ENTITY m_id="21" ent_type="LOC"/></Markables>
<Relations><REFERS_TO r_id="1"><source m_id="10"/><target m_id="20"/></REFERS_TO><REFERS_TO r_id="2"><source m_id="11"/><target m_id="21"/></REFERS_TO></Relations></Document>`)
	docs, err := MEANTIME(dir)
	if err != nil || len(docs) != 1 {
		t.Fatalf("%d texts, %v", len(docs), err)
	}
	want := []string{"other Swedish", "organisation Hale Lines"}
	if got := shown(docs[0]); !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
}
