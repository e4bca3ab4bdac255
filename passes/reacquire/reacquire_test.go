package reacquire_test

import (
	"testing"

	"github.com/lockorder/lockorder/passes/internal/corpus"
	"github.com/lockorder/lockorder/passes/reacquire"
)

func TestCorpus(t *testing.T) { corpus.Test(t, reacquire.Analyzer) }
