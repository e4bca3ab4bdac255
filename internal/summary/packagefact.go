package summary

import (
	"cmp"
	"go/token"
	"slices"
	"strings"

	"github.com/lockorder/lockorder/internal/identity"
)

// maxClasses bounds each list of a package fact. Errs to misses.
const maxClasses = 512

// A PackageFact is what the importers of a package must know of classes. It is
// cumulative: go vet shows a package the facts of its direct imports only.
type PackageFact struct {
	Version   uint8
	Writers   []Writer // classes locked for writing, sorted
	HandedOff []string // classes that one goroutine takes and another releases, sorted
}

// A Writer says where a class is locked for writing.
type Writer struct {
	Class string
	Where identity.Step
}

// AFact marks a fact.
func (*PackageFact) AFact() {}

func (f *PackageFact) String() string {
	var classes []string
	for _, w := range f.Writers {
		classes = append(classes, w.Class)
	}
	return "writes " + strings.Join(classes, " ") + "; hands off " + strings.Join(f.HandedOff, " ")
}

// Import adds what an imported package tells of classes.
func (p *Package) Import(f *PackageFact) {
	if f.Version != factVersion {
		return
	}
	for _, w := range f.Writers {
		p.inherited[identity.Class(w.Class)] = true
		p.noteWriter(identity.Class(w.Class), w.Where)
	}
	for _, c := range f.HandedOff {
		p.inherited[identity.Class(c)] = true
		p.HandedOff[identity.Class(c)] = true
	}
}

func (p *Package) noteWriter(c identity.Class, at identity.Step) {
	if old, ok := p.Writers[c]; !ok || at.Pos < old.Pos {
		p.Writers[c] = at
	}
}

// PackageFact is the fact for the package; nil if there is nothing to tell.
func (p *Package) PackageFact() *PackageFact {
	f := &PackageFact{Version: factVersion}
	for c, at := range p.Writers {
		if p.inherited[c] || p.readers[c] || lockableOutside(c) {
			f.Writers = append(f.Writers, Writer{string(c), at})
		}
	}
	for c := range p.HandedOff {
		f.HandedOff = append(f.HandedOff, string(c))
	}
	if len(f.Writers)+len(f.HandedOff) == 0 {
		return nil
	}
	slices.SortFunc(f.Writers, func(a, b Writer) int { return cmp.Compare(a.Class, b.Class) })
	slices.Sort(f.HandedOff)
	f.Writers = f.Writers[:min(len(f.Writers), maxClasses)]
	f.HandedOff = f.HandedOff[:min(len(f.HandedOff), maxClasses)]
	return f
}

// lockableOutside reports whether another package can lock the class itself:
// the lock is an exported field or variable.
func lockableOutside(c identity.Class) bool {
	name := strings.TrimRight(string(c), "[]")
	return token.IsExported(name[strings.LastIndexByte(name, '.')+1:])
}
