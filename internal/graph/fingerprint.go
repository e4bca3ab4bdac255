package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

// Fingerprint stands for the defect that the finding tells of: 32 digits that
// stay the same while the rule, the classes of the locks, and the functions that
// hold one and take the next do; wherever in a package these lie, and whichever
// goroutine is told first. Two findings can have one, if a function errs twice.
func (f *Finding) Fingerprint() string {
	var edges []string
	for i := range f.Cycle {
		e := &f.Cycle[i]
		edges = append(edges, strings.Join([]string{
			string(e.From.Class), string(e.To.Class),
			actor(e.From.Witness.Last()), actor(e.To.Witness.First()), actor(e.To.Witness.Last()),
		}, "\x00"))
	}
	slices.Sort(edges)
	sum := sha256.Sum256([]byte(f.Rule + "\x01" + strings.Join(edges, "\x01")))
	return hex.EncodeToString(sum[:16])
}

// actor is the function that acts in a step, with its package. A literal is the
// function around it: literals are numbered.
func actor(s identity.Step) string {
	return path.Dir(s.Pos) + "." + literal.ReplaceAllString(s.Func, "")
}

var literal = regexp.MustCompile(`\.func\d.*$`)
