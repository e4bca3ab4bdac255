package generate

import "slices"

// given is what is held if a flag has a value: what depends on it is held for
// certain, or not at all.
func given(in []held, c tag) []held {
	if c.flag < 0 {
		return in
	}
	var out []held
	for _, h := range in {
		same := h.tag.frame == c.frame && h.tag.flag == c.flag && h.maybe
		switch {
		case same && h.tag.value != c.value:
			continue
		case same:
			h.maybe = false
		}
		out = append(out, h)
	}
	return out
}

// join is what is held after one of two ways.
func join(a, b []held) []held { return joinTagged(a, b, tag{flag: -1}) }

// joinTagged is what is held after one of two ways, the first of which was
// taken under a condition.
func joinTagged(a, b []held, c tag) []held {
	var out []held
	for _, h := range a {
		if !contains(b, h) {
			h = h.depending(c)
		}
		out = append(out, h)
	}
	c.value = yes + no - c.value
	for _, h := range b {
		if !contains(a, h) {
			out = append(out, h.depending(c))
		}
	}
	return out
}

func contains(list []held, h held) bool {
	return slices.ContainsFunc(list, func(x held) bool { return x.id == h.id && x.read == h.read })
}

// depending is a lock that is held under a condition only.
func (h held) depending(c tag) held {
	if !h.maybe {
		h.maybe, h.tag = true, tag{flag: -1}
		if c.flag >= 0 {
			h.tag = c
		}
	}
	return h
}
