package lockleak_test

import (
	"testing"

	"github.com/lockorder/lockorder/passes/internal/corpus"
	"github.com/lockorder/lockorder/passes/lockleak"
)

func TestCorpus(t *testing.T) { corpus.Test(t, lockleak.Analyzer) }
