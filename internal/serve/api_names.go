package serve

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"stemma"
	"stemma/internal/store"
)

// A wireName is what a list says of a name.
type wireName struct {
	NameRow
	Links nameLinks `json:"links"`
}

type nameLinks struct {
	Self     string `json:"self"`
	Articles string `json:"articles" doc:"those that name it"`
}

func nameOf(n store.Name) wireName {
	return wireName{RowOfName(&n), nameLinks{
		path("names", n.Key) + "?" + queryOf("kind", n.Kind).Encode(),
		path("articles") + "?" + queryOf("name", n.Key).Encode(),
	}}
}

// A wireOutlet is what a list says of an outlet.
type wireOutlet struct {
	OutletRow
	Links outletLinks `json:"links"`
}

type outletLinks struct {
	Self     string `json:"self"`
	Records  string `json:"records" doc:"the cases"`
	Articles string `json:"articles"`
}

func outletOf(o store.Outlet) wireOutlet {
	return wireOutlet{RowOfOutlet(&o), outletLinks{
		path("outlets", o.Key), path("outlets", o.Key, "records"), path("articles") + "?" + queryOf("outlet", o.Key).Encode(),
	}}
}

// A wireRecord is what an outlet did in one story.
type wireRecord struct {
	Kind    string            `json:"kind" doc:"first, copied, was-copied, contradicted, corrected" example:"copied"`
	Story   string            `json:"story" doc:"its id"`
	Article stemma.ArticleID  `json:"article" doc:"the outlet's"`
	Other   *stemma.ArticleID `json:"other" doc:"the other article"`
	Finding *string           `json:"finding" doc:"the id of a finding of the report"`
	Why     string            `json:"why" doc:"in one line"`
}

func recordOf(r store.Record) wireRecord {
	return wireRecord{r.Kind, r.Story, r.Article, orNull(r.Other), orNull(r.Finding), r.Why}
}

func (s *Server) nameRoutes(a huma.API) {
	register(s, a, huma.Operation{
		OperationID: "list-names", Method: http.MethodGet, Path: "/names", Tags: []string{"names"},
		Summary: "List people, places and organisations", Description: "Those that most articles name, first, as of the moment of the first page.",
	}, s.listNames)
	register(s, a, huma.Operation{
		OperationID: "get-name", Method: http.MethodGet, Path: "/names/{key}", Tags: []string{"names"},
		Summary: "What is known of a name", Description: "Its articles are found by GET /articles?name=.",
	}, s.getName)
	register(s, a, huma.Operation{
		OperationID: "list-outlets", Method: http.MethodGet, Path: "/outlets", Tags: []string{"names"},
		Summary: "List outlets", Description: "Those with most articles first, as of the moment of the first page.",
	}, s.listOutlets)
	register(s, a, huma.Operation{
		OperationID: "get-outlet", Method: http.MethodGet, Path: "/outlets/{key}", Tags: []string{"names"},
		Summary: "The record of an outlet", Description: "How often it did what; the cases are its records.",
	}, s.getOutlet)
	register(s, a, huma.Operation{
		OperationID: "list-outlet-records", Method: http.MethodGet, Path: "/outlets/{key}/records", Tags: []string{"names"},
		Summary: "List the cases of an outlet's record", Description: "The newest first, as of the moment of the first page.",
	}, s.listRecords)
}

// A place is where a list goes on that is as of a line of the log.
type place struct {
	Last   int64 `json:"n"`
	Offset int   `json:"o"`
}

// asOf returns where a list goes on; from the beginning, as of now.
func (s *Server) asOf(ctx context.Context, at, cursor string) (place, error) {
	p, err := from[place](at, cursor)
	if err != nil || p != nil {
		if p == nil || p.Offset < 0 {
			p = &place{}
		}
		return *p, err
	}
	last, err := s.store.Last(ctx)
	return place{Last: last}, err
}

type listNamesInput struct {
	Paging
	Kind   string `query:"kind" maxLength:"40" doc:"person, place, organisation and the like; without it all" example:"person"`
	Prefix string `query:"prefix" maxLength:"200" doc:"what the name begins with, in any case and without accents"`
	Recent int64  `query:"recent" minimum:"1" maximum:"100000000" default:"20000" doc:"of how many articles, the last ones received"`
}

func (s *Server) listNames(ctx context.Context, in *listNamesInput) (*listed[wireName], error) {
	p, err := s.asOf(ctx, "/names", in.Cursor)
	if err != nil {
		return nil, err
	}
	all, err := s.store.NamesIn(ctx, in.Kind, in.Prefix, p.Last-in.Recent, p.Last, in.Limit+1, p.Offset)
	if err != nil {
		return nil, err
	}
	query := queryOf("kind", in.Kind, "prefix", in.Prefix, "recent", digits(in.Recent))
	return onePage("/names", "/names", query, in.Paging, all, nameOf, func(store.Name) place { return place{p.Last, p.Offset + in.Limit} }), nil
}

type getNameInput struct {
	Key  string `path:"key" maxLength:"500" doc:"the name, folded or not" example:"ines tallow"`
	Kind string `query:"kind" maxLength:"40" doc:"without it, the kind that most articles say"`
}

type getNameOutput struct {
	Body wireName
}

func (s *Server) getName(ctx context.Context, in *getNameInput) (*getNameOutput, error) {
	n, err := s.store.NameOf(ctx, in.Key, in.Kind)
	if err != nil {
		return nil, err
	}
	return &getNameOutput{nameOf(n)}, nil
}

func (s *Server) listOutlets(ctx context.Context, in *Paging) (*listed[wireOutlet], error) {
	p, err := s.asOf(ctx, "/outlets", in.Cursor)
	if err != nil {
		return nil, err
	}
	all, err := s.store.OutletsUpTo(ctx, "", p.Last, in.Limit+1, p.Offset)
	if err != nil {
		return nil, err
	}
	return onePage("/outlets", "/outlets", queryOf(), *in, all, outletOf, func(store.Outlet) place { return place{p.Last, p.Offset + in.Limit} }), nil
}

type OutletKey struct {
	Key string `path:"key" maxLength:"500" doc:"the outlet's key" example:"northern press agency"`
}

type getOutletOutput struct {
	Modified string `header:"Last-Modified"`
	Body     wireOutlet
}

func (s *Server) getOutlet(ctx context.Context, in *OutletKey) (*getOutletOutput, error) {
	o, err := s.outlet(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	return &getOutletOutput{modified(o.Last), outletOf(o)}, nil
}

func (s *Server) outlet(ctx context.Context, key string) (store.Outlet, error) {
	if key != "" {
		all, err := s.store.Outlets(ctx, key, 1, 0)
		if err != nil || len(all) > 0 {
			return append(all, store.Outlet{})[0], err
		}
	}
	return store.Outlet{}, &problem{Status: http.StatusNotFound, Detail: "no outlet has the key " + shortened(key), Do: "GET " + base + "/outlets lists them"}
}

type listRecordsInput struct {
	OutletKey
	Paging
	Kind string `query:"kind" enum:"first,copied,was-copied,contradicted,corrected" doc:"without it all"`
}

func (s *Server) listRecords(ctx context.Context, in *listRecordsInput) (*listed[wireRecord], error) {
	o, err := s.outlet(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	at := path("outlets", o.Key, "records")
	p, err := s.asOf(ctx, at, in.Cursor)
	if err != nil {
		return nil, err
	}
	all, err := s.store.RecordsUpTo(ctx, o.Key, in.Kind, p.Last, in.Limit+1, p.Offset)
	if err != nil {
		return nil, err
	}
	return onePage(at[len(base):], at, queryOf("kind", in.Kind), in.Paging, all, recordOf, func(store.Record) place { return place{p.Last, p.Offset + in.Limit} }), nil
}
