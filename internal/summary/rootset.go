package summary

import (
	"slices"
	"strings"
)

// The roots that stand for more than one goroutine.
const (
	Many     = "*"                 // any number, at any time
	Callers  = "callers"           // those of whoever imports the package: any number, but none in its tests
	Serial   = "test *"            // some test's own: one at a time
	Parallel = "tests in parallel" // any number, once the other tests are over
	// AnyOfTest ends the root of any number that one test has.
	AnyOfTest = " go *"
)

// maxRoots bounds the roots of a function; beyond, tests are not told apart, and then
// they are many.
const maxRoots = 6

// repeats holds for the roots of any number of goroutines.
func repeats(root string) bool {
	return root == Many || root == Callers || root == Parallel || strings.HasSuffix(root, AnyOfTest)
}

// OfTests holds for the roots that are there only while go test runs.
func OfTests(root string) bool {
	return root == Parallel || strings.HasPrefix(root, "test ")
}

// addRoot adds one that says more than those there, in place of those that it says.
func addRoot(roots []string, r string) []string {
	if Runs(roots, r) {
		return roots
	}
	roots = slices.DeleteFunc(slices.Clone(roots), func(old string) bool { return Runs([]string{r}, old) })
	if len(roots) == maxRoots {
		if !isOneTest(r) && !slices.ContainsFunc(roots, isOneTest) {
			return []string{Many}
		}
		return addRoot(addRoot(roots, Serial), r)
	}
	roots = append(roots, r)
	slices.Sort(roots)
	return roots
}

// isOneTest holds for the goroutine that a test itself runs in.
func isOneTest(root string) bool {
	return strings.HasPrefix(root, "test ") && root != Serial && !strings.Contains(root, " go ")
}

// Runs reports whether what runs in some goroutines runs in, or beside, all that another
// does: [Many] are any, [Callers] any that no test starts.
func Runs(roots []string, r string) bool {
	return slices.Contains(roots, r) || slices.Contains(roots, Many) ||
		isOneTest(r) && slices.Contains(roots, Serial) || r != Many && !OfTests(r) && slices.Contains(roots, Callers)
}
