package publish

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"stemma"
)

// The measures of the drawing, in SVG units.
const (
	drawWidth  = 1120 // at least; wide graphs need more
	cardWidth  = 236
	cardHeight = 46
	pillHeight = 30
	rowGap     = 16
	portGap    = 18 // between lines at one card: room for a label
	railGap    = 12 // between vertical lines
	labelRoom  = 104
	edgeRoom   = 14 // around everything
	axisHeight = 46
	nameRoom   = 23 // columns of a name on a card
	bend       = 6  // radius of a corner
	maxSources = 8  // cited sources drawn; the list under the drawing has them all
	fewSources = 3  // sources drawn even if only one account names each
)

// A drawing is the lineage laid out: a row for every account, in order of
// publication, and for every source that is drawn. Cards stand where their time
// is and never share a row, so nothing can cover anything; lines run in a
// gutter left of all cards, one rail for each source drawn on, as in the graph
// of a version history.
type drawing struct {
	Width, Height int
	Cards         []card
	Lines         []line
	Labels        []label
	Ticks         []label // the days of publication; X is where their line stands
	TicksEnd      int     // where those lines end
	Unknown       int     // left edge of the lane without dates; 0 if there is none
	UnknownEnd    int
	Sources       int // where the sources begin; 0 if there are none
	Base          int // left edge of the cards
	Left          int // sources not drawn
}

// A card is an account or, as a pill, a source.
type card struct {
	X, Y, W, H         int
	Account            *account // nil for a source
	Name, Full, Detail string
}

// Middle is where the card's words stand.
func (c card) Middle() int { return c.Y + c.H/2 }

// A line leads from a card to the one it drew on.
type line struct {
	Path string
	Head string // of the arrow; empty if it cannot be told who drew on whom
	N    int    // the account drawn on; -1 for a source, or if it cannot be told
	Sure bool   // drawn solid
	Said string
}

// A label is words at a place.
type label struct {
	X, Y  int
	Words string
}

// row is a node in the making of a drawing.
type row struct {
	node *node
	x, y int // of the card
	h    int
	ends []*end
}

// An end is where a line meets a card: an edge that leaves it, or a rail that
// leads to it.
type end struct {
	rail  *rail
	edge  *edge // nil where the rail arrives
	row   int
	other int // row of the far end, to order ends without needless crossings
	y     int
}

// A rail is a vertical line that leads to one node.
type rail struct {
	to       int  // row
	directed bool // it can be told who drew on whom
	edges    []*end
	arrive   *end
	top, bot int // rows
	column   int
}

// draw lays out the lineage of v, or returns nil if nothing drew on anything.
func draw(v *view) *drawing {
	if len(v.Edges) == 0 || len(v.Accounts) == 0 {
		return nil
	}
	d := &drawing{}
	rows, at := d.rows(v)
	rails := lay(v.Edges, rows, at)
	gutter := edgeRoom + columnsOf(rails)*railGap
	d.place(rows, gutter+labelRoom)
	d.connect(rows, rails, gutter)
	return d
}

// rows returns a row for every account and for the most used sources, and the
// row of each node.
func (d *drawing) rows(v *view) ([]*row, map[*node]int) {
	var rows []*row
	used := map[*node]int{} // by how many accounts
	last := map[*node]*node{}
	for _, e := range v.Edges {
		if last[e.To] != e.From {
			used[e.To]++
			last[e.To] = e.From
		}
	}
	byArticle := map[*account]*node{}
	var sources []*node
	for _, n := range v.Nodes {
		if n.Account != nil {
			byArticle[n.Account] = n
		} else if used[n] > 0 {
			sources = append(sources, n)
		}
	}
	for _, a := range v.Accounts {
		n := byArticle[a]
		if n == nil {
			n = &node{Node: &stemma.Node{ID: string(a.ID)}, Account: a, Label: a.Name}
		}
		rows = append(rows, &row{node: n})
	}
	slices.SortStableFunc(sources, func(a, b *node) int { return cmp.Compare(used[b], used[a]) })
	shared := 0
	for shared < len(sources) && used[sources[shared]] > 1 {
		shared++
	}
	drawn := min(max(shared, fewSources), len(sources), maxSources)
	d.Left = len(sources) - drawn
	for _, n := range sources[:drawn] {
		rows = append(rows, &row{node: n})
	}
	at := map[*node]int{}
	for i, r := range rows {
		at[r.node] = i
	}
	return rows, at
}

// lay gives every edge its ends and rail. Edges to one node share a rail if
// they are directed.
func lay(edges []*edge, rows []*row, at map[*node]int) []*rail {
	var rails []*rail
	shared := map[int]*rail{}
	for _, e := range edges {
		from, known := at[e.From]
		to, also := at[e.To]
		if !known || !also || from == to {
			continue
		}
		var r *rail
		if e.Directed {
			r = shared[to]
		}
		if r == nil {
			r = &rail{to: to, directed: e.Directed, top: to, bot: to}
			r.arrive = &end{rail: r, row: to, other: from}
			rows[to].ends = append(rows[to].ends, r.arrive)
			rails = append(rails, r)
			if e.Directed {
				shared[to] = r
			}
		}
		x := &end{rail: r, edge: e, row: from, other: to}
		r.edges = append(r.edges, x)
		r.top, r.bot = min(r.top, from), max(r.bot, from)
		rows[from].ends = append(rows[from].ends, x)
	}
	for i, w := range rows {
		// Lines to rows above leave above those to rows below.
		slices.SortStableFunc(w.ends, func(a, b *end) int {
			return cmp.Or(cmp.Compare(above(a, i), above(b, i)), cmp.Compare(a.other, b.other))
		})
	}
	return rails
}

func above(e *end, row int) int {
	if e.other < row {
		return 0
	}
	return 1
}

// columnsOf gives each rail a column that no rail beside it has, the shortest
// rails nearest to the cards, and returns how many columns there are.
func columnsOf(rails []*rail) int {
	order := slices.Clone(rails)
	slices.SortStableFunc(order, func(a, b *rail) int { return cmp.Compare(a.bot-a.top, b.bot-b.top) })
	var taken [][]*rail
	for _, r := range order {
		for r.column = 0; r.column < len(taken); r.column++ {
			if !slices.ContainsFunc(taken[r.column], func(o *rail) bool { return o.top <= r.bot && r.top <= o.bot }) {
				break
			}
		}
		if r.column == len(taken) {
			taken = append(taken, nil)
		}
		taken[r.column] = append(taken[r.column], r)
	}
	return len(taken)
}

// place puts the cards: y by row, x by time.
func (d *drawing) place(rows []*row, left int) {
	d.Base = left
	dated := 0
	var lanes int
	for _, r := range rows {
		if a := r.node.Account; a != nil && a.Published.Known() {
			dated++
		} else if a != nil {
			lanes = 1
		}
	}
	laneWidth := lanes * (cardWidth + 2*edgeRoom)
	d.Width = max(drawWidth, left+cardWidth+laneWidth+2*edgeRoom)
	room := d.Width - left - laneWidth - cardWidth - 2*edgeRoom
	if dated == 0 {
		room = 0
	}
	if lanes > 0 {
		d.Unknown = d.Width - laneWidth - edgeRoom/2
		if dated == 0 {
			d.Unknown = left - edgeRoom
		}
	}
	xs := timeScale(rows, room)
	y := axisHeight + rowGap
	for i, r := range rows {
		a := r.node.Account
		high := cardHeight
		if a == nil {
			high = pillHeight
			if d.Sources == 0 {
				d.Sources = y
				y += 34 // the rule and its label
			}
		}
		high = max(high, portGap*(len(r.ends)-1)+2*bend)
		r.h = high
		switch {
		case a == nil:
			r.x = left
		case !a.Published.Known():
			r.x = d.Unknown + edgeRoom
		default:
			r.x = left + xs[i]
		}
		r.y = y
		c := card{X: r.x, Y: y, W: cardWidth, H: high, Account: a, Full: r.node.full()}
		if a != nil {
			c.Name, c.Detail = fit(a.Name, nameRoom), a.Date
			if a.Date == "" {
				c.Detail = "date unknown"
			}
			d.TicksEnd = y + r.h
			d.UnknownEnd = y + r.h + rowGap/2
		} else {
			c.Name = fit(r.node.Label, nameRoom+3)
		}
		d.Cards = append(d.Cards, c)
		for k, e := range r.ends {
			e.y = y + r.h/2 + portGap*k - portGap*(len(r.ends)-1)/2
		}
		y += r.h + rowGap
	}
	d.Height = y
	d.ticks(rows)
}

// timeScale returns how far right each row stands, in [0, room]. Gaps grow with
// the logarithm of the time between, so that hours can be told apart beside
// weeks; the drawing says that it is not to scale.
func timeScale(rows []*row, room int) []int {
	const most = 60 // of one step, so that a single small gap does not span the page
	far := make([]float64, len(rows))
	var sum float64
	var last *account
	for i, r := range rows {
		a := r.node.Account
		if a == nil || !a.Published.Known() {
			continue
		}
		if last != nil {
			if hours := a.Published.From.Sub(last.Published.From).Hours(); hours > 0 {
				sum += max(1, math.Log2(1+hours))
			}
		}
		far[i], last = sum, a
	}
	out := make([]int, len(rows))
	for i, x := range far {
		if sum > 0 {
			out[i] = int(x * min(float64(room)/sum, most))
		}
	}
	return out
}

// ticks names the days of publication along the top.
func (d *drawing) ticks(rows []*row) {
	const apart = 118 // room for "28 September 2025"
	day := ""
	for _, r := range rows {
		a := r.node.Account
		if a == nil || !a.Published.Known() {
			continue
		}
		words := a.Published.From.Format("2 January 2006")
		if a.Published.Precision == stemma.Month || a.Published.Precision == stemma.Year {
			words = a.Date
		}
		if words == day {
			continue
		}
		if n := len(d.Ticks); n > 0 && r.x-d.Ticks[n-1].X < apart {
			continue
		}
		day = words
		d.Ticks = append(d.Ticks, label{r.x, axisHeight - 18, words})
	}
}

// connect draws the lines. base is the x of the rails' right edge.
func (d *drawing) connect(rows []*row, rails []*rail, base int) {
	for _, r := range rails {
		x := base - r.column*railGap
		target := rows[r.to]
		colour := -1
		if a := target.node.Account; a != nil && r.directed {
			colour = a.N
		}
		for _, e := range r.edges {
			from := rows[e.row]
			l := line{Path: elbow(from.x, e.y, x, target.x, r.arrive.y), N: colour, Sure: e.edge.Certain, Said: e.edge.Said}
			if e.edge.Directed {
				l.Head = fmt.Sprintf("M%d %dL%d %dL%d %d", target.x-8, r.arrive.y-5, target.x-1, r.arrive.y, target.x-8, r.arrive.y+5)
			}
			d.Lines = append(d.Lines, l)
			d.Labels = append(d.Labels, label{from.x - 9, e.y - 5, e.edge.word()})
		}
	}
}

// elbow returns a path from (x1, y1) left to the rail at x, along it, and right
// to (x2, y2).
func elbow(x1, y1, x, x2, y2 int) string {
	r := bend
	if y2 < y1 {
		r = -bend
	}
	return fmt.Sprintf("M%d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%d", x1, y1, x+bend, x, y1, x, y1+r, y2-r, x, y2, x+bend, y2, x2)
}

// word is the label of an edge: "copies", "copies?", "shares words".
func (e *edge) word() string {
	s := e.Kind
	if !e.Directed {
		s = "shares words"
	}
	if !e.Certain {
		s += "?"
	}
	return s
}

// fit returns s cut to n columns.
func fit(s string, n int) string {
	if wide(s) <= n {
		return s
	}
	used, cut := 0, 0
	for i, r := range s {
		if used += columns(r); used > n-1 {
			break
		}
		cut = i + len(string(r))
	}
	return s[:cut] + "…"
}
