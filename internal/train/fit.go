package train

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// A Task is examples of one sort. Examples of no side are of the first tasks.
type Task struct {
	Name     string
	Examples []Example
	Words    int // of them in a batch

	order []*Example
	next  int
}

// Options say how a network is fitted.
type Options struct {
	Steps  int
	Rate   float64 // of Adam at its highest
	Shards int     // passes that share a batch: part of the result, unlike the number of cores
	Seed   uint64
	Log    func(format string, args ...any) // progress; nil is silent
	Watch  func(step int)                   // called before a step, and with Steps at the end; nil is none
}

// warmUp is the share of the steps in which the rate rises.
const warmUp = 0.015

// take returns the examples of the next batch, in an order drawn anew when all
// were had.
func (t *Task) take(r *rand.Rand) []*Example {
	var out []*Example
	for n := 0; n < t.Words && len(t.Examples) > 0; {
		if t.next == len(t.order) {
			if len(t.order) != len(t.Examples) {
				t.order = t.order[:0]
				for i := range t.Examples {
					t.order = append(t.order, &t.Examples[i])
				}
			}
			r.Shuffle(len(t.order), func(i, j int) { t.order[i], t.order[j] = t.order[j], t.order[i] })
			t.next = 0
		}
		e := t.order[t.next]
		t.next++
		out = append(out, e)
		n += len(e.Rows)
	}
	return out
}

// Fit trains n on batches of all tasks by Adam, with a rate that rises at first
// and falls to nothing on a half cosine. The losses of a word weigh what those of
// a word of the first task weigh, times its example's weight.
func (n *Network) Fit(tasks []*Task, o Options) {
	r := rand.New(rand.NewPCG(o.Seed, 1))
	var passes []*pass
	for w := range o.Shards {
		passes = append(passes, newPass(n, rand.New(rand.NewPCG(o.Seed, uint64(w)+2))))
	}
	began := time.Now()
	const logs = 30
	logged := 0
	for step := range o.Steps {
		n.pack()
		if o.Watch != nil {
			o.Watch(step)
		}
		parts := shared(tasks, o.Shards, r)
		var wg sync.WaitGroup
		for w, p := range passes {
			if len(parts[w]) == 0 {
				continue
			}
			wg.Go(func() {
				p.forward(parts[w], true)
				p.backward(parts[w], 1/float32(tasks[0].Words))
			})
		}
		wg.Wait()
		rate := o.Rate * 0.5 * (1 + math.Cos(math.Pi*float64(step+1)/float64(o.Steps+1)))
		if warm := warmUp * float64(o.Steps); float64(step) < warm {
			rate = o.Rate * float64(step+1) / warm
		}
		n.update(passes, rate, step+1)
		if o.Log != nil && (step+1)*logs/o.Steps > step*logs/o.Steps {
			o.Log("step %d of %d, %.0f s: %s", step+1, o.Steps, time.Since(began).Seconds(), tell(passes, step+1-logged))
			logged = step + 1
		}
	}
	n.pack()
	if o.Watch != nil {
		o.Watch(o.Steps)
	}
}

// shared returns the examples of the next batch of each task, cut in parts of
// about as many words: the longest are dealt out first, each to who has least. In
// a part the tasks are in their order.
func shared(tasks []*Task, shards int, r *rand.Rand) [][]*Example {
	type drawn struct {
		e    *Example
		task int
	}
	var all []drawn
	for k, t := range tasks {
		for _, e := range t.take(r) {
			all = append(all, drawn{e, k})
		}
	}
	slices.SortStableFunc(all, func(a, b drawn) int { return len(b.e.Rows) - len(a.e.Rows) })
	sizes, of, parts := make([]int, shards), make([][]drawn, shards), make([][]*Example, shards)
	for _, d := range all {
		least := 0
		for w := range sizes {
			if sizes[w] < sizes[least] {
				least = w
			}
		}
		of[least] = append(of[least], d)
		sizes[least] += len(d.e.Rows)
	}
	for w := range of {
		slices.SortStableFunc(of[w], func(a, b drawn) int { return a.task - b.task })
		for _, d := range of[w] {
			parts[w] = append(parts[w], d.e)
		}
	}
	return parts
}

// tell returns what passes had right since the last time.
func tell(passes []*pass, steps int) string {
	loss, right, known := 0.0, make([]int, len(passes[0].right)), make([]int, len(passes[0].known))
	for _, p := range passes {
		loss += p.loss
		p.loss = 0
		for i := range right {
			right[i] += p.right[i]
			known[i] += p.known[i]
			p.right[i], p.known[i] = 0, 0
		}
	}
	line := fmt.Sprintf("loss %.3f", loss/float64(steps))
	for i := range right {
		if known[i] > 0 {
			line += fmt.Sprintf(" %.3f", float64(right[i])/float64(known[i]))
		}
	}
	return line
}

// stretch is how many weights one goroutine updates.
const stretch = 1 << 15

// each calls f for [0, n) in parallel.
func each(n int, f func(i int)) {
	var wg sync.WaitGroup
	const workers = 16
	for w := range min(n, workers) {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}

// update moves the weights by the sum of the passes' gradients (Adam, Kingma
// and Ba 2015; of the tables the touched rows alone) and clears them.
func (n *Network) update(passes []*pass, rate float64, step int) {
	const b1, b2, eps, clip = 0.9, 0.98, 1e-8, 3.0
	type piece struct {
		q      *param
		lo, hi int
	}
	var pieces []piece
	for _, q := range n.params {
		for lo := 0; lo < len(q.data) && !q.sparse; lo += stretch {
			pieces = append(pieces, piece{q, lo, min(lo+stretch, len(q.data))})
		}
	}
	norms := make([]float64, len(pieces))
	each(len(pieces), func(k int) {
		i, lo, hi := pieces[k].q.index, pieces[k].lo, pieces[k].hi
		g := pieces[k].q.grad[lo:hi]
		copy(g, passes[0].grads[i][lo:hi])
		clear(passes[0].grads[i][lo:hi])
		for _, p := range passes[1:] {
			plus(g, p.grads[i][lo:hi])
			clear(p.grads[i][lo:hi])
		}
		for _, x := range g {
			norms[k] += float64(x) * float64(x)
		}
	})
	norm := 0.0
	for _, x := range norms {
		norm += x
	}
	shrink := float32(1)
	if s := math.Sqrt(norm); s > clip {
		shrink = float32(clip / s)
	}
	c1, c2 := 1-math.Pow(b1, float64(step)), 1-math.Pow(b2, float64(step))
	lr := float32(rate * math.Sqrt(c2) / c1)
	adam := func(w, g, m, v []float32) {
		for j, gj := range g {
			gj *= shrink
			m[j] += (1 - b1) * (gj - m[j])
			v[j] += (1 - b2) * (gj*gj - v[j])
			w[j] -= lr * m[j] / (float32(math.Sqrt(float64(v[j]))) + eps)
		}
	}
	each(len(pieces), func(k int) {
		q, lo, hi := pieces[k].q, pieces[k].lo, pieces[k].hi
		adam(q.data[lo:hi], q.grad[lo:hi], q.m[lo:hi], q.v[lo:hi])
	})
	for i, q := range n.params {
		if !q.sparse {
			continue
		}
		var rows []int32
		for _, p := range passes {
			for _, r := range p.touched[i] {
				if q.last[r] != int32(step) {
					q.last[r] = int32(step)
					rows = append(rows, r)
				}
			}
		}
		const together = 64
		each((len(rows)+together-1)/together, func(k int) {
			for _, r := range rows[k*together : min((k+1)*together, len(rows))] {
				lo, hi := int(r)*q.cols, (int(r)+1)*q.cols
				g := q.grad[lo:hi]
				clear(g)
				for _, o := range passes {
					if o.isTouched[i][r] {
						plus(g, o.grads[i][lo:hi])
						clear(o.grads[i][lo:hi])
						o.isTouched[i][r] = false
					}
				}
				adam(q.data[lo:hi], g, q.m[lo:hi], q.v[lo:hi])
			}
		})
		for _, p := range passes {
			p.touched[i] = p.touched[i][:0]
		}
	}
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }
