package driver

// A set is one of small numbers.
type set []uint64

func newSet(size int) set { return make(set, (size+63)/64) }

func (s set) add(i int) { s[i/64] |= 1 << (i % 64) }

func (s set) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

// join adds the elements of another set.
func (s set) join(t set) {
	for i, w := range t {
		s[i] |= w
	}
}
