package lockleak

import "github.com/lockorder/lockorder/analyzer"

// Analyzer reports with the default configuration.
var Analyzer = analyzer.Default().Rule("lockleak")
