package cluster

// An index finds the stories that speak of a term. Of each term it holds the
// maxPostings stories that took it up last, so that what an article costs to place does
// not grow with the number of articles held.
type index struct {
	lists []list // open addressing by key
	held  int
	arena []int32             // the postings of all lists
	free  [maxClass + 1]int32 // the first free stretch of each size, chained; 0 is none
}

// A list is the stretch of the arena that holds the stories of one term, oldest
// first.
type list struct {
	key   uint32 // of the term; 0 if the place is free
	at    uint32
	n     uint8
	class uint8 // it has room for 1<<class
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

// of returns the stories that speak of key, oldest first.
func (x *index) of(key uint32) []int32 {
	l := x.lists[x.slot(key)]
	if l.key == 0 {
		return nil
	}
	return x.arena[l.at : l.at+uint32(l.n)]
}

// add says that a story speaks of key.
func (x *index) add(key uint32, story int32) {
	i := x.slot(key)
	if x.lists[i].key == 0 {
		if x.held++; 3*x.held > 2*len(x.lists) {
			x.grow()
			i = x.slot(key)
		}
		x.lists[i] = list{key: key, at: x.room(0)}
	}
	l := &x.lists[i]
	part := x.arena[l.at : l.at+1<<l.class]
	for j := range l.n {
		if part[j] == story {
			return
		}
	}
	switch {
	case int(l.n) < len(part):
	case l.class < maxClass:
		at := x.room(l.class + 1)
		copy(x.arena[at:], part)
		x.arena[l.at] = x.free[l.class]
		x.free[l.class] = int32(l.at)
		l.at, l.class = at, l.class+1
		part = x.arena[l.at : l.at+1<<l.class]
	default:
		copy(part, part[1:])
		l.n--
	}
	part[l.n] = story
	l.n++
}

// room returns a stretch of the arena for 1<<class stories.
func (x *index) room(class uint8) uint32 {
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
