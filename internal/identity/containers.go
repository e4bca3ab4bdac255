package identity

import "strings"

// A struct that lies in another by value lies in that one only. So two locks of one
// class are two if the structs around them are of different types, or lie in different
// fields: the lock of an embedded struct, in a server and in its client. Source: the
// layout of values, as ownership types have it. Errs to misses where a struct is
// converted to one of another type.

// containers are the steps by value that lead to a place: those after the last load.
func containers(steps string) string {
	steps = steps[strings.LastIndexByte(steps, '*')+1:]
	owned := 0
	var b strings.Builder
	for _, s := range Split(steps) {
		if owner, _, ok := cutField(s); ok && owner != "" && owner != "!" {
			owned++
		}
		if s[0] == '[' {
			s = "[]" // which element does not matter
		}
		b.WriteString(s)
	}
	if owned < 2 {
		return ""
	}
	return b.String()
}

// Contained reports whether what lies in the one containers can be what lies in the
// other: as far as both are known they agree.
func Contained(a, b string) bool {
	return a == "" || b == "" || strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
}
