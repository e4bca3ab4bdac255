// Package check asserts, as testify's packages do: it knows a test by an interface.
package check

// T is a test.
type T interface {
	Errorf(format string, args ...any)
	FailNow()
}

// Log is no test, though it can fail.
type Log interface {
	Errorf(format string, args ...any)
	Printf(format string, args ...any)
	FailNow()
}

func fail(t T, why string) bool {
	t.Errorf("%s", why)
	return false
}

func noError(t T, err error) bool {
	if err != nil {
		return fail(t, err.Error())
	}
	return true
}

// NoError ends the test if there is an error.
func NoError(t T, err error) {
	if noError(t, err) {
		return
	}
	t.FailNow()
}

// Warn says that there is an error, and goes on.
func Warn(t T, err error) { noError(t, err) }

// Noted says so to a log.
func Noted(l Log, err error) {
	if err != nil {
		l.Errorf("%s", err)
		l.FailNow()
	}
}
