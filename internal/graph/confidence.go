package graph

import "fmt"

// Confidence says how sure a finding is. The default prints Medium and High.
type Confidence uint8

const (
	Low Confidence = iota
	Medium
	High
)

var confidenceNames = [...]string{"low", "medium", "high"}

func (c Confidence) String() string { return confidenceNames[c] }

// ParseConfidence reads low, medium or high.
func ParseConfidence(s string) (Confidence, error) {
	for i, name := range confidenceNames {
		if s == name {
			return Confidence(i), nil
		}
	}
	return Medium, fmt.Errorf("confidence is low, medium or high, not %q", s)
}

// A Reason is why a finding is not certain. Each caps the confidence.
type Reason struct {
	Name string // stable, for people to search
	Cap  Confidence
	Text string
}

// The reasons.
var (
	classOnly   = Reason{"instance", Low, "the locks are of one class; that they are one lock is not shown"}
	constructor = Reason{"constructor", Medium, "that they are one lock follows from how a constructor ties the objects"}
	dispatched  = Reason{"dispatch", Medium, "a call is dynamic: its callee is found by type flow in this package"}
	manyCallees = Reason{"callees", Low, "a dynamic call has several possible callees"}
	deep        = Reason{"depth", Medium, "the chain of calls is long"}
	veryDeep    = Reason{"depth", Low, "the chain of calls is very long"}
	somePaths   = Reason{"paths", Medium, "the lock is held on some of the paths only"}
	handOff     = Reason{"hand-off", Medium, "some goroutine releases this lock for another"}
	handOffLeft = Reason{"hand-off", Low, "some goroutine releases this lock for another, and this one may wait for that"}
)

// The limits behind the reasons, tuned on real code (docs/precision.md).
const (
	fewCallees = 3
	deepSteps  = 8
	deepest    = 14
)

// reasons lists what speaks against the candidate.
func (c candidate) reasons(handedOff bool) []Reason {
	var out []Reason
	add := func(applies bool, r Reason) {
		if applies {
			out = append(out, r)
		}
	}
	many := c.many()
	depth := c.edge.From.Witness.Depth() + c.edge.To.Witness.Depth()
	add(c.edge.Same == may, classOnly)
	add(c.edge.Same == inverse, constructor)
	add(many > 0 && many <= fewCallees, dispatched)
	add(many > fewCallees, manyCallees)
	add(depth > deepSteps && depth <= deepest, deep)
	add(depth > deepest, veryDeep)
	add(c.edge.Partial || c.edge.From.Partial, somePaths)
	left := c.edge.Partial || c.edge.From.Partial || c.edge.From.Witness.Depth() > 1 && !c.edge.From.Inside ||
		c.edge.To.Witness.Depth() == 1
	add(handedOff && !left, handOff)
	add(handedOff && left, handOffLeft)
	return out
}

// many is the largest number of callees of a dynamic call in the chain.
func (c candidate) many() int {
	n := 0
	for _, s := range append(c.edge.From.Witness.Steps(), c.edge.To.Witness.Steps()...) {
		n = max(n, s.Many)
	}
	return n
}

func confidence(reasons []Reason) Confidence {
	c := High
	for _, r := range reasons {
		c = min(c, r.Cap)
	}
	return c
}
