package language

// nameRows appends the rows, in a table of size rows, of what the recogniser
// sees of word i of a sentence beside what all tasks see of it: what the
// gazetteer knows, its run of capitals, and the rest of the article.
func nameRows(rows []int32, size int, ws []nameWord, i int) []int32 {
	w := &ws[i]
	add := func(salt, h uint32) {
		h = (h ^ salt*0x9e3779b1) * 0x85ebca6b
		h ^= h >> 15
		h *= 0xc2b2ae35
		h ^= h >> 13
		rows = append(rows, int32(h%uint32(size)))
	}
	add(36, w.shape)
	if w.first {
		add(37, w.shape)
	}
	for k := w.known &^ KnownPrefix; k != 0; k &= k - 1 {
		add(20, uint32(k&-k))
	}
	if w.place > 0 {
		for k := w.part; k != 0; k &= k - 1 {
			add(21, uint32(k&-k)<<2|uint32(w.place))
		}
	}
	if w.glued {
		add(32, 0)
	}
	if i+1 < len(ws) && ws[i+1].glued {
		add(32, 1)
	}
	if !w.cap {
		// What joins two capitalised words is not like what stands outside.
		if w.run > w.from {
			add(22, w.hash)
		}
		return rows
	}
	add(38, w.hash)
	for s := w.seen; s != 0; s &= s - 1 {
		add(23, uint32(s&-s))
	}
	if w.shout {
		add(24, 0)
	}
	n, at := w.run-w.from, int32(i)-w.from
	add(25, uint32(min(n, 6)<<4|min(at, 6)))
	head, start := &ws[w.run-1], &ws[w.from]
	add(26, head.hash)
	add(27, start.hash)
	add(28, uint32(head.known))
	add(39, uint32(start.known))
	if w.from > 0 {
		add(29, ws[w.from-1].hash)
	} else {
		add(29, 0)
	}
	if int(w.run) < len(ws) {
		add(30, ws[w.run].hash)
	} else {
		add(30, 0)
	}
	return rows
}

// Rows returns, for each word of a sentence of an article, the rows of its
// features in a table of size rows. Training and recognition share it.
func (a *NameArticle) Rows(s, size int) [][]int32 {
	var rows [][]int32
	ws := a.sents[s]
	for i := range ws {
		rows = append(rows, nameRows(nil, size, ws, i))
	}
	return rows
}
