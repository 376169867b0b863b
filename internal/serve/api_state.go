package serve

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"stemma/internal/pipeline"
	"stemma/internal/store"
)

// A wireFault is what a list says of a fault.
type wireFault struct{ FaultRow }

func faultOf(f store.Fault) wireFault { return wireFault{RowOfFault(&f)} }

// A wireStatus says how far the server is.
type wireStatus struct {
	Version *string     `json:"version" doc:"of the program"`
	Log     int64       `json:"log" doc:"pages received"`
	Events  int64       `json:"events" doc:"the id of the last event"`
	Stages  []wireStage `json:"stages" nullable:"false" doc:"in their order"`
	Current bool        `json:"current" doc:"all that was received is read, placed and reported on"`
}

type wireStage struct {
	Stage   string `json:"stage" example:"annotate"`
	Done    *int64 `json:"done" doc:"the last line of the log that it has done; null for a stage that goes by stories"`
	Version string `json:"version" doc:"of it and those before"`
}

func (s *Server) stateRoutes(a huma.API) {
	register(s, a, huma.Operation{
		OperationID: "list-faults", Method: http.MethodGet, Path: "/faults", Tags: []string{"state"},
		Summary: "List what could not be done with a page or a story", Description: "The newest first. A page with a fault may be an article all the same.",
	}, s.listFaults)
	register(s, a, huma.Operation{
		OperationID: "get-status", Method: http.MethodGet, Path: "/status", Tags: []string{"state"},
		Summary: "Say how far the server is", Description: "The length of the log, how much of it each stage has done, and the versions.",
	}, s.getStatus)
}

// A faultKey is where a list of faults goes on.
type faultKey struct {
	Line        int64
	Stage, Path string
}

func (s *Server) listFaults(ctx context.Context, in *Paging) (*listed[wireFault], error) {
	after, err := from[faultKey]("/faults", in.Cursor)
	if err != nil {
		return nil, err
	}
	if after == nil {
		last, err := s.store.Last(ctx)
		if err != nil {
			return nil, err
		}
		after = &faultKey{Line: last + 1}
	}
	all, err := s.store.FaultsAfter(ctx, store.Fault{Seq: after.Line, Stage: after.Stage, Path: after.Path}, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return onePage("/faults", "/faults", queryOf(), *in, all, faultOf, func(f store.Fault) faultKey { return faultKey{f.Seq, f.Stage, f.Path} }), nil
}

type getStatusOutput struct {
	Body wireStatus
}

func (s *Server) getStatus(ctx context.Context, _ *struct{}) (*getStatusOutput, error) {
	last, err := s.store.Last(ctx)
	if err != nil {
		return nil, err
	}
	events, err := s.store.LastEvent(ctx)
	if err != nil {
		return nil, err
	}
	current, err := pipeline.Current(ctx, s.store)
	if err != nil {
		return nil, err
	}
	out := wireStatus{Version: orNull(s.opt.Version), Log: last, Events: events, Stages: []wireStage{}, Current: current}
	for _, stage := range []string{pipeline.Annotating, pipeline.Placing, pipeline.Reporting} {
		at, err := s.store.Cursor(ctx, stage)
		if err != nil {
			return nil, err
		}
		line := wireStage{Stage: stage, Version: at.Version}
		if stage != pipeline.Reporting {
			line.Done = &at.Seq
		}
		out.Stages = append(out.Stages, line)
	}
	return &getStatusOutput{out}, nil
}

// digits returns n as a query has it.
func digits(n int64) string { return strconv.FormatInt(n, 10) }
