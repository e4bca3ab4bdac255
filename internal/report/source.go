package report

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// sources are the lines of files, by name. Of one that cannot be read there are
// none.
type sources map[string][]string

// columns turns a column of Go, which counts bytes, into one that counts UTF-16
// code units, and adds that of the line's end. Both count from 1.
func (s sources) columns(file string, line, col int) (start, end int, ok bool) {
	lines, read := s[file]
	if !read {
		if data, err := os.ReadFile(file); err == nil {
			lines = strings.Split(string(data), "\n")
		}
		s[file] = lines
	}
	if line < 1 || line > len(lines) {
		return 0, 0, false
	}
	text := strings.TrimSuffix(lines[line-1], "\r")
	if col < 1 || col > len(text)+1 {
		return 0, 0, false
	}
	return 1 + units(text[:col-1]), 1 + units(text), true
}

// units is the number of UTF-16 code units in a text. A byte that is not UTF-8 is
// one.
func units(text string) (n int) {
	for _, r := range text {
		if r == utf8.RuneError {
			n++
			continue
		}
		n += utf16.RuneLen(r)
	}
	return n
}

// escape writes a file's name, with slashes, as a relative URI.
func escape(name string) string { return (&url.URL{Path: name}).String() }

// fileURI writes a file's full name as a URI.
func fileURI(name string) string {
	name = filepath.ToSlash(name)
	if !strings.HasPrefix(name, "/") {
		name = "/" + name // C:/dir
	}
	return (&url.URL{Scheme: "file", Path: name}).String()
}
