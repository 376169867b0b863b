package train

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"time"
)

// Options say how a network is fitted.
type Options struct {
	Epochs int
	Batch  int     // words of a batch
	Rate   float64 // of Adam at its highest
	Seed   uint64
	Log    func(format string, args ...any) // progress; nil is silent
	Watch  func(epoch int)                  // called after an epoch; nil is none
}

// workers is how many passes share a batch. It is fixed, so that sums are the
// same on every machine.
const workers = 2

// Fit trains n on examples by Adam with a rate that rises over the first
// epoch and falls to nothing on a half cosine.
func (n *Network) Fit(examples []Example, o Options) {
	r := rand.New(rand.NewPCG(o.Seed, 1))
	var passes []*pass
	for w := range workers {
		passes = append(passes, newPass(n, rand.New(rand.NewPCG(o.Seed, uint64(w)+2))))
	}
	words := 0
	order := make([]*Example, len(examples))
	for i := range examples {
		order[i] = &examples[i]
		words += len(examples[i].Rows)
	}
	steps := o.Epochs * (words/o.Batch + 1)
	warm := steps / o.Epochs / 2
	step := 0
	for epoch := range o.Epochs {
		began := time.Now()
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for i := 0; i < len(order); {
			var parts [workers][]*Example
			var sizes [workers]int
			total := 0
			for i < len(order) && total < o.Batch {
				w := 0
				if sizes[1] < sizes[0] {
					w = 1
				}
				parts[w] = append(parts[w], order[i])
				sizes[w] += len(order[i].Rows)
				total += len(order[i].Rows)
				i++
			}
			var wg sync.WaitGroup
			for w, p := range passes {
				if len(parts[w]) == 0 {
					continue
				}
				wg.Go(func() {
					p.forward(parts[w], true)
					p.backward(parts[w], 1/float32(total))
				})
			}
			wg.Wait()
			step++
			rate := o.Rate * 0.5 * (1 + math.Cos(math.Pi*float64(step)/float64(steps+1)))
			if step < warm {
				rate = o.Rate * float64(step) / float64(warm)
			}
			n.update(passes, rate, step)
		}
		if o.Log != nil {
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
			line := fmt.Sprintf("epoch %d: %.0f s, loss %.3f", epoch+1, time.Since(began).Seconds(), loss/float64(steps/o.Epochs))
			for i := range right {
				if known[i] > 0 {
					line += fmt.Sprintf(" %.3f", float64(right[i])/float64(known[i]))
				}
			}
			o.Log("%s", line)
		}
		if o.Watch != nil {
			o.Watch(epoch + 1)
		}
	}
}

// update moves the weights by the sum of the passes' gradients (Adam, Kingma
// and Ba 2015; of the table the touched rows alone) and clears them.
func (n *Network) update(passes []*pass, rate float64, step int) {
	const b1, b2, eps, clip = 0.9, 0.98, 1e-8, 3.0
	var norm float64
	for i, q := range n.params {
		if q.sparse {
			continue
		}
		copy(q.grad, passes[0].grads[i])
		clear(passes[0].grads[i])
		for _, p := range passes[1:] {
			plus(q.grad, p.grads[i])
			clear(p.grads[i])
		}
		for _, g := range q.grad {
			norm += float64(g) * float64(g)
		}
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
	for i, q := range n.params {
		if !q.sparse {
			adam(q.data, q.grad, q.m, q.v)
			continue
		}
		c := q.cols
		for _, p := range passes {
			for _, r := range p.touched {
				if !p.isTouched[r] {
					continue // done with an earlier pass
				}
				lo, hi := int(r)*c, (int(r)+1)*c
				g := q.grad[lo:hi]
				clear(g)
				for _, o := range passes {
					if o.isTouched[r] {
						plus(g, o.grads[i][lo:hi])
						clear(o.grads[i][lo:hi])
						o.isTouched[r] = false
					}
				}
				adam(q.data[lo:hi], g, q.m[lo:hi], q.v[lo:hi])
			}
		}
		for _, p := range passes {
			p.touched = p.touched[:0]
		}
	}
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }
