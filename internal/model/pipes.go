package model

import (
	"go/types"

	"github.com/lockorder/lockorder/internal/identity"
)

// A pipe of package io is a channel without room: who writes waits for who reads, and who
// reads for who writes or closes. It goes by its reading end, to which the other leads.

// pipeEnd is the step from the writing end of a pipe to the reading end.
const pipeEnd = ".:pipe"

// ToPipe are the steps from an end of a pipe, of type t, to the pipe; false if it is none.
func ToPipe(t types.Type) (steps string, ok bool) {
	switch TypeName(t) {
	case "io.PipeReader":
		return "", true
	case "io.PipeWriter":
		return pipeEnd + "*", true
	}
	return "", false
}

// withPipes adds the functions of package io that wait, and what reads and writes for
// others in std.
func withPipes(m map[string]*Summary) map[string]*Summary {
	reader, writer := param(0), param(0).Append(pipeEnd).Load()
	m["io.Pipe"] = &Summary{Exits: returns,
		Results: []identity.Val{{Path: result(0)}, {Path: result(1)}},
		Flows:   []Flow{{To: result(1).Append(pipeEnd), What: identity.Val{Path: result(0)}}}}
	m["(*io.PipeReader).Read"] = exchange(reader, identity.Receive, identity.Send)
	m["(*io.PipeWriter).Write"] = exchange(writer, identity.Send, identity.Receive)
	for _, f := range []string{"Close", "CloseWithError"} {
		m["(*io.PipeReader)."+f] = closes(reader)
		m["(*io.PipeWriter)."+f] = closes(writer)
	}
	for f, method := range wrappers {
		m[f] = &Summary{Exits: returns,
			Results: []identity.Val{{Path: result(0)}},
			Flows:   []Flow{{To: result(0).Append(wrapped), What: identity.Val{Path: param(0)}}}}
		for _, by := range method.by {
			m[by] = &Summary{Exits: returns, Opens: []Open{{Target: param(0).Append(wrapped).Load(), Method: method.calls}}}
		}
	}
	return m
}

// exchange waits at one end of a channel, and lets go on who waits at the other.
func exchange(p identity.Path, waits, ends identity.Kind) *Summary {
	return &Summary{
		Acquires:    []Acquire{{Lock: identity.Lock{Path: p, Kind: waits}}},
		Completions: []Completion{{Of: identity.Lock{Path: p, Kind: ends}, Passes: true}},
		Exits:       returns,
	}
}

// closes ends all waits at a channel.
func closes(p identity.Path) *Summary {
	return &Summary{Exits: returns, Completions: []Completion{
		{Of: identity.Lock{Path: p, Kind: identity.Receive}},
		{Of: identity.Lock{Path: p, Kind: identity.Send}, Passes: true}}}
}

// wrapped is the step from what wraps a reader or writer to that.
const wrapped = ".:wrapped"

// A wrapper makes an object that reads from, or writes to, its first argument: it calls
// a method of that in some of its own.
type wrapper struct {
	calls string
	by    []string
}

var wrappers = map[string]wrapper{
	"bufio.NewScanner": {"Read", []string{"(*bufio.Scanner).Scan"}},
	"bufio.NewReader": {"Read", []string{"(*bufio.Reader).Read", "(*bufio.Reader).ReadByte", "(*bufio.Reader).ReadBytes",
		"(*bufio.Reader).ReadLine", "(*bufio.Reader).ReadRune", "(*bufio.Reader).ReadSlice", "(*bufio.Reader).ReadString", "(*bufio.Reader).Peek"}},
	"bufio.NewWriter":          {"Write", []string{"(*bufio.Writer).Flush"}},
	"encoding/json.NewDecoder": {"Read", []string{"(*encoding/json.Decoder).Decode"}},
	"encoding/json.NewEncoder": {"Write", []string{"(*encoding/json.Encoder).Encode"}},
}
