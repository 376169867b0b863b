package read

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"stemma"
)

func TestOPML(t *testing.T) {
	in := `<?xml version="1.0" encoding="UTF-8"?><opml version="1.0"><head><title>Mine</title></head><body>
<outline text="Harbour"><outline text="The &quot;Gazette&quot;" title="Gazette &amp; Mill" type="rss" xmlUrl="https://gazette.example.org/feed?a=1&amp;b=2" htmlUrl="https://gazette.example.org/"/>
<outline title="Far / away"><OUTLINE TEXT="Post" XMLURL="http://post.example.org/rss"></OUTLINE></outline></outline>
<outline text="Top" xmlUrl="https://top.example.org/atom"/>
<outline text="Twice" xmlUrl="https://top.example.org/atom"/>
<outline text="Evil" xmlUrl="file:///etc/passwd"/><outline text="Evil" xmlUrl="javascript:alert(1)"/></body></opml>`
	want := []Subscription{
		{URL: "https://gazette.example.org/feed?a=1&b=2", Title: "Gazette & Mill", Site: "https://gazette.example.org/", Folder: "Harbour"},
		{URL: "http://post.example.org/rss", Title: "Post", Folder: "Harbour/Far - away"},
		{URL: "https://top.example.org/atom", Title: "Top"},
	}
	got, err := ParseOPML(strings.NewReader(in), "mine.opml")
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("got %+v, %v", got, err)
	}
	var b bytes.Buffer
	if err := WriteOPML(&b, "Mine <&>", want); err != nil {
		t.Fatal(err)
	}
	golden(t, "written.opml", b.String())
	if again, err := ParseOPML(&b, "written.opml"); err != nil || !slices.Equal(again, want) {
		t.Errorf("written and read again: %+v, %v", again, err)
	}
	if cut, err := ParseOPML(strings.NewReader(in[:strings.Index(in, "<outline text=\"Twice\"")+10]), "mine.opml"); len(cut) != 3 || fmt.Sprint(err) != "mine.opml: broken XML; feeds before it: 3; export the list again" {
		t.Errorf("cut: %+v, %v", cut, err)
	}
	for _, none := range []string{"", "https://www.example.org/feed", "<rss/>"} {
		if subs, err := ParseOPML(strings.NewReader(none), "x"); len(subs) > 0 || !errors.Is(err, stemma.ErrUnreadable) {
			t.Errorf("%q: %v, %v", none, subs, err)
		}
	}
}

// FuzzOPML holds that what is read can be written and read again.
func FuzzOPML(f *testing.F) {
	f.Add([]byte(`<opml><body><outline text="a"><outline text="b" xmlUrl="https://www.example.org/"/></outline></body></opml>`))
	f.Add([]byte(`<opml><outline text="/" ><outline title="a/b"><outline xmlUrl="http://x/"`))
	f.Fuzz(func(t *testing.T, b []byte) {
		subs, err := ParseOPML(bytes.NewReader(b), "x")
		if err != nil && !errors.Is(err, stemma.ErrUnreadable) {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := WriteOPML(&out, "x", subs); err != nil {
			t.Fatal(err)
		}
		again, err := ParseOPML(&out, "y")
		if err != nil || len(again) != len(subs) {
			t.Fatalf("%d feeds became %d: %v", len(subs), len(again), err)
		}
		for _, s := range subs {
			if !slices.ContainsFunc(again, func(a Subscription) bool { return a.URL == s.URL }) {
				t.Fatalf("%q was lost", s.URL)
			}
		}
	})
}
