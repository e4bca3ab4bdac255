package model

import "go/types"

// Assertion libraries take the test as an interface of their own, with some of the
// methods of testing.TB: Errorf and FailNow (testify), or Fatalf (gomock). What such an
// interface calls ends the test as there. Errs to misses if something else is behind
// it, which returns.

// testMethods are those of testing.TB; they map to whether they end the test.
var testMethods = map[string]bool{
	"FailNow": true, "Fatal": true, "Fatalf": true, "Skip": true, "Skipf": true, "SkipNow": true,
	"Error": false, "Errorf": false, "Fail": false, "Failed": false, "Log": false, "Logf": false, "Skipped": false,
	"Cleanup": false, "Helper": false, "Name": false, "Setenv": false, "TempDir": false, "Chdir": false, "Context": false,
}

// EndsTest is the method of testing.TB that a method of an interface stands for: one
// that ends the test, if the interface can report an error besides, and do nothing that
// a test cannot. Otherwise it is empty.
func EndsTest(method *types.Func) string {
	recv := method.Signature().Recv()
	if !testMethods[method.Name()] || method.Signature().Results().Len() > 0 || recv == nil {
		return ""
	}
	all, ok := recv.Type().Underlying().(*types.Interface)
	if !ok {
		return ""
	}
	reports := false
	for m := range all.Methods() {
		if _, ok := testMethods[m.Name()]; !ok {
			return ""
		}
		reports = reports || m.Name() == "Errorf" || m.Name() == "Error"
	}
	if !reports {
		return ""
	}
	return "(testing.TB)." + method.Name()
}
