package inversion_test

import (
	"testing"

	"github.com/lockorder/lockorder/passes/internal/corpus"
	"github.com/lockorder/lockorder/passes/inversion"
)

func TestCorpus(t *testing.T) { corpus.Test(t, inversion.Analyzer) }
