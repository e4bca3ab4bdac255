// Package baseline represents the findings that are known already and not to be
// reported again: a file beside the source.
//
// Two findings are one if their fingerprints are; a baseline has as many of one as
// there were. What else the file says of a finding is for people.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// An Entry is one known finding.
type Entry struct {
	Fingerprint string `json:"fingerprint"` // see graph.Finding.Fingerprint
	Rule        string `json:"rule"`
	Package     string `json:"package"`        // import path
	Text        string `json:"text"`           // its first line
	Test        bool   `json:"test,omitempty"` // it takes what is in test files
}

// A file is what is written.
type file struct {
	Version  int     `json:"lockorderBaseline"`
	Findings []Entry `json:"findings"`
}

// version changes whenever the meaning of the file, or of a fingerprint, does.
const version = 1

// Bounds of what is read.
const (
	maxFile           = 64 << 20 // bytes
	fingerprintLength = 32       // hexadecimal digits
)

// Decode reads a baseline. It returns an error for what Encode cannot have written.
func Decode(r io.Reader) ([]Entry, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("it is larger than %d MB", maxFile>>20)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var f file
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("it is no baseline: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("it is no baseline: it does not end where it should")
	}
	switch {
	case f.Version == 0:
		return nil, errors.New("it is no baseline: it has no version")
	case f.Version != version:
		return nil, fmt.Errorf("it has version %d, and this program reads version %d: write it anew", f.Version, version)
	}
	for i, e := range f.Findings {
		if _, err := hex.DecodeString(e.Fingerprint); err != nil || len(e.Fingerprint) != fingerprintLength {
			return nil, fmt.Errorf("it is no baseline: finding %d has the fingerprint %q", i+1, e.Fingerprint)
		}
	}
	return f.Findings, nil
}

// Encode writes a baseline. Equal findings make equal bytes, in whichever order.
func Encode(w io.Writer, entries []Entry) error {
	entries = slices.Clone(entries)
	if entries == nil {
		entries = []Entry{}
	}
	slices.SortFunc(entries, compare)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	return e.Encode(file{version, entries})
}

func compare(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Fingerprint, b.Fingerprint))
}

// Read reads the file of that name.
func Read(name string) ([]Entry, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	defer f.Close()
	entries, err := Decode(f)
	if err != nil {
		return nil, fmt.Errorf("reading the baseline %s: %w", name, err)
	}
	return entries, nil
}

// Writable reports why the file of that name must not be written: it is there, and
// is no baseline.
func Writable(name string) error {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("writing the baseline: %w", err)
	}
	defer f.Close()
	if _, err := Decode(f); err != nil {
		return fmt.Errorf("not writing the baseline %s over what is there: %w", name, err)
	}
	return nil
}

// Write writes the file of that name, all of it or nothing, unless it is there and is
// no baseline.
func Write(name string, entries []Entry) error {
	if err := Writable(name); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("writing the baseline: %w", err)
	}
	defer os.Remove(temp.Name()) // fails once it is renamed
	err = errors.Join(Encode(temp, entries), temp.Chmod(0o644), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("writing the baseline: %w", err)
	}
	return nil
}

// A Known is a baseline in use: which of its findings are still there.
type Known struct {
	left map[string][]Entry // not seen yet, by fingerprint
}

// NewKnown returns the entries, of which none has been seen.
func NewKnown(entries []Entry) *Known {
	k := &Known{make(map[string][]Entry)}
	for _, e := range entries {
		k.left[e.Fingerprint] = append(k.left[e.Fingerprint], e)
	}
	return k
}

// Has reports whether a finding is known, and has not been seen as often as it is.
func (k *Known) Has(fingerprint string) bool {
	left := k.left[fingerprint]
	if len(left) == 0 {
		return false
	}
	k.left[fingerprint] = left[1:]
	return true
}

// Rest are the entries that have not been seen, in order.
func (k *Known) Rest() []Entry {
	var out []Entry
	for _, left := range k.left {
		out = append(out, left...)
	}
	slices.SortFunc(out, compare)
	return out
}
