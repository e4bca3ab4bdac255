package summary

import "github.com/lockorder/lockorder/internal/model"

// A Fact is a summary as other packages see it.
type Fact struct{ Version uint8 }

// AFact marks a fact.
func (*Fact) AFact() {}

func (f *Fact) Summary() *model.Summary { return nil }

func NewFact(s *model.Summary) *Fact { return &Fact{Version: 1} }
