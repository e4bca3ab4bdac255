package server

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tidwall/redcon"
)

// reply is an answer as it goes over the wire; nil if there is none.
type reply []byte

func simple(s string) reply { return redcon.AppendString(nil, s) }
func number(n int64) reply  { return redcon.AppendInt(nil, n) }
func bulk(b []byte) reply   { return redcon.AppendBulk(nil, b) }
func null() reply           { return redcon.AppendNull(nil) }

func array(items ...reply) reply {
	b := redcon.AppendArray(nil, len(items))
	for _, item := range items {
		b = append(b, item...)
	}
	return b
}

func text(s string) reply { return bulk([]byte(s)) }

func ok() reply { return simple("OK") }

// fail is an error whose first word says of which kind it is.
func fail(format string, args ...any) reply {
	// A line break of the request would end the answer.
	line := strings.NewReplacer("\r", " ", "\n", " ").Replace(fmt.Sprintf(format, args...))
	return reply("-" + line + "\r\n")
}

// The errors of Redis that more than one command has.
const (
	errSyntax   = "ERR syntax error"
	errInteger  = "ERR value is not an integer or out of range"
	errReadOnly = "READONLY You can't write against a read only replica."
	errLoading  = "LOADING Redis is loading the dataset in memory"
	errInMulti  = "ERR Command not allowed inside a transaction"
)

// userError is what a command finds wrong with its arguments or its key.
type userError string

func (e userError) Error() string { return string(e) }

// failure is the reply for an error of a command.
func failure(err error) reply {
	var user userError
	if errors.As(err, &user) {
		return fail("%s", string(user))
	}
	return fail("ERR %v", err)
}

func wrongArity(name string) reply {
	return fail("ERR wrong number of arguments for '%s' command", name)
}

// maxQuoted bounds what an error repeats of the request, as Redis does.
const maxQuoted = 128

func unknownCommand(args [][]byte) reply {
	var quoted strings.Builder
	for _, arg := range args[1:] {
		if quoted.Len() >= maxQuoted {
			break
		}
		room := maxQuoted - quoted.Len()
		fmt.Fprintf(&quoted, "'%.*s' ", room, arg)
	}
	return fail("ERR unknown command '%.*s', with args beginning with: %s", maxQuoted, args[0], quoted.String())
}
