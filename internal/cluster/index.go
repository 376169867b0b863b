package cluster

import "math/bits"

// An index finds the stories that speak of a term. Of each term it holds the
// maxPostings stories that took it up last, so that what an article costs to place does
// not grow with the number of articles held.
type index struct {
	lists   []list // open addressing by key
	held    int
	arena   []int32             // the postings of all lists of more than one
	free    [maxClass + 1]int32 // the first free stretch of each size, chained; 0 is none
	touched uint32

	// Scratch.
	asked []list
	alone [1]int32
}

// A list is the stories of one term, oldest first. Most terms have one, which stands
// in the list itself; more have a stretch of the arena, with room for as many as the
// next power of two.
type list struct {
	key uint32 // of the term; 0 if the place is free
	at  uint32 // the story if it is one, else where the stretch begins
	n   uint32
}

const (
	maxClass    = 5
	maxPostings = 1 << maxClass
)

func newIndex() *index {
	return &index{lists: make([]list, 1<<12), arena: make([]int32, 1)}
}

// slot returns where the list of key is, or would be.
func (x *index) slot(key uint32) int {
	mask := len(x.lists) - 1
	for i := home(key) & mask; ; i = (i + 1) & mask {
		if k := x.lists[i].key; k == key || k == 0 {
			return i
		}
	}
}

// touch brings the lists of keys into the cache: one after the other they would be
// waited for, together they come at once.
func (x *index) touch(keys []uint32) {
	mask, sum := len(x.lists)-1, uint32(0)
	for _, key := range keys {
		sum += x.lists[home(key)&mask].key
	}
	x.touched = sum // so that no compiler leaves it out
}

// ask returns the lists of keys, valid until it is called again; n is 0 of those that
// no story speaks of.
func (x *index) ask(keys []uint32) []list {
	x.touch(keys)
	x.asked = x.asked[:0]
	sum := int32(0)
	for _, key := range keys {
		l := x.lists[x.slot(key)]
		if l.n > 1 {
			sum += x.arena[l.at]
		}
		x.asked = append(x.asked, l)
	}
	x.touched = uint32(sum)
	return x.asked
}

// stories returns the stories of l, oldest first, valid until it is called again.
func (x *index) stories(l list) []int32 {
	if l.n == 1 {
		x.alone[0] = int32(l.at)
		return x.alone[:]
	}
	return x.arena[l.at : l.at+l.n]
}

// class returns the class of a stretch for n stories: it has room for 1<<class.
func class(n uint32) int { return bits.Len32(n - 1) }

// add says that a story speaks of key.
func (x *index) add(key uint32, story int32) {
	i := x.slot(key)
	if x.lists[i].key == 0 {
		if x.held++; 3*x.held > 2*len(x.lists) {
			x.grow()
			i = x.slot(key)
		}
		x.lists[i] = list{key, uint32(story), 1}
		return
	}
	l := &x.lists[i]
	part := x.stories(*l)
	for _, st := range part {
		if st == story {
			return
		}
	}
	if l.n == maxPostings {
		copy(part, part[1:])
		part[maxPostings-1] = story
		return
	}
	if from := class(l.n); l.n == 1<<from { // it is full
		at := x.room(from + 1)
		copy(x.arena[at:], part)
		if from > 0 {
			x.arena[l.at] = x.free[from]
			x.free[from] = int32(l.at)
		}
		l.at = at
	}
	x.arena[l.at+l.n] = story
	l.n++
}

// room returns a stretch of the arena for 1<<class stories.
func (x *index) room(class int) uint32 {
	if at := x.free[class]; at != 0 {
		x.free[class] = x.arena[at]
		return uint32(at)
	}
	at := len(x.arena)
	for range 1 << class {
		x.arena = append(x.arena, 0)
	}
	return uint32(at)
}

func (x *index) grow() {
	old := x.lists
	x.lists = make([]list, 2*len(old))
	for _, l := range old {
		if l.key != 0 {
			x.lists[x.slot(l.key)] = l
		}
	}
}
