package protocol

import (
	"encoding/hex"
)

// splitArgs splits a line at spaces. Quotes keep spaces; within double quotes
// there are escapes, within single ones only that of the quote. A closing quote
// must end its argument.
func splitArgs(line []byte) (args [][]byte, ok bool) {
	for {
		for len(line) > 0 && isSpace(line[0]) {
			line = line[1:]
		}
		if len(line) == 0 {
			return args, true
		}
		var arg []byte
		if arg, line, ok = nextArg(line); !ok {
			return nil, false
		}
		args = append(args, arg)
	}
}

func nextArg(line []byte) (arg, rest []byte, ok bool) {
	arg = []byte{}
	for len(line) > 0 && !isSpace(line[0]) {
		quote := line[0]
		if quote != '"' && quote != '\'' {
			arg = append(arg, quote)
			line = line[1:]
			continue
		}
		var part []byte
		if part, line, ok = quoted(line[1:], quote); !ok || len(line) > 0 && !isSpace(line[0]) {
			return nil, nil, false
		}
		arg = append(arg, part...)
	}
	return arg, line, true
}

// quoted reads up to the quote that ends it.
func quoted(line []byte, quote byte) (part, rest []byte, ok bool) {
	for len(line) > 0 {
		c := line[0]
		switch {
		case c == quote:
			return part, line[1:], true
		case c == '\\' && len(line) > 1 && (quote == '"' || line[1] == '\''):
			b, n := escape(line[1:], quote)
			part = append(part, b)
			line = line[1+n:]
		default:
			part = append(part, c)
			line = line[1:]
		}
	}
	return nil, nil, false
}

// escape is the byte that is meant after a backslash, and how many bytes say it.
func escape(s []byte, quote byte) (b byte, n int) {
	if quote == '\'' {
		return s[0], 1
	}
	switch s[0] {
	case 'n':
		return '\n', 1
	case 'r':
		return '\r', 1
	case 't':
		return '\t', 1
	case 'b':
		return '\b', 1
	case 'a':
		return '\a', 1
	case 'x':
		if len(s) >= 3 {
			if decoded, err := hex.DecodeString(string(s[1:3])); err == nil {
				return decoded[0], 3
			}
		}
	}
	return s[0], 1
}

func isSpace(b byte) bool {
	switch b {
	case ' ', '\t', '\n', '\v', '\f', '\r', 0:
		return true
	}
	return false
}
