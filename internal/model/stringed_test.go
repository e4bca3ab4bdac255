package model

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// asked is an operand that notes whether fmt asks it for its text.
type asked struct{ was *bool }

func (a asked) Error() string { *a.was = true; return "x" }

// stringedByFmt says which operands fmt itself asks.
func stringedByFmt(format string, operands int) []bool {
	was := make([]bool, operands)
	args := make([]any, operands)
	for i := range args {
		args[i] = asked{&was[i]}
	}
	_ = fmt.Errorf(format, args...)
	return was
}

func TestStringedAgreesWithFmt(t *testing.T) {
	for _, tt := range []struct {
		name, format string
		operands     int
	}{
		{"no directive", "x", 0},
		{"verbs that ask", "%v %s %q %x %X", 5},
		{"verbs that do not", "%d %t %p %T %c %U %b %o %e %g", 10},
		{"wrapped error", "a: %w", 1},
		{"Go syntax does not ask", "%#v %v", 2},
		{"sharp asks with other verbs", "%#x %#q %#s", 3},
		{"plus asks", "%+v", 1},
		{"flags", "%-v %+s % x %08s", 4},
		{"width and precision", "%10v %.3s %8.2q %-8.2v", 4},
		{"width from an operand", "%*v", 2},
		{"precision from an operand", "%.*v", 2},
		{"both from operands", "%*.*v %v", 4},
		{"percent takes no operand", "%% %v 100%% %d", 2},
		{"explicit index", "%[2]v %d", 3},
		{"index goes on from there", "%[2]d %v", 3},
		{"index back", "%v %[1]d %[1]v", 1},
		{"index after flags", "%+[2]v %[1]d", 2},
		{"index in Go syntax", "%#[1]v %[2]d", 2},
		{"index too large", "%[7]v %[1]d", 1},
		{"too few operands", "%v %v", 1},
		{"text that only looks so", "100% sure", 1},
		{"directive at the end", "%d %", 1},
		{"unknown verb", "%z %v", 2},
	} {
		if diff := cmp.Diff(stringedByFmt(tt.format, tt.operands), Stringed(tt.format, tt.operands)); diff != "" {
			t.Errorf("%s: %q (-fmt +got):\n%s", tt.name, tt.format, diff)
		}
	}
}
