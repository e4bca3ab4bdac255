package main

import (
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/lockorder/lockorder/analyzer"
)

func main() { unitchecker.Main(analyzer.Default().All()...) }
