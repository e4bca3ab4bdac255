// Package protocol keeps from the RESP parser what it was not made for.
//
// redcon reads requests of any length, a length near the largest int makes its
// arithmetic overflow, and a bad request makes it forget those before it that
// came in the same packet. A listener of this package hands on only requests
// within the limits of Redis, and answers others with the error that Redis has
// for them. It turns requests without lengths into such with lengths, by the
// rules of Redis, and leaves out empty ones, which Redis ignores.
package protocol

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
)

// The limits of Redis, but for the values, which there may be 512 MiB.
const (
	MaxArgs    = 1 << 20
	MaxBulk    = 64 << 20
	MaxRequest = 128 << 20
	maxLine    = 64 << 10
)

// Listen returns a listener whose connections keep to the limits.
func Listen(l net.Listener) net.Listener { return listener{l} }

type listener struct{ net.Listener }

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c}, nil
}

// conn has a checker between the network and its reader.
type conn struct {
	net.Conn
	check checker
	in    [16 << 10]byte
	err   error // to be returned when all that was checked is read
}

// Read returns checked bytes. The error of a bad request is written only when
// they are all read: then the requests before it have their answers.
func (c *conn) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for len(c.check.out) == 0 && c.err == nil {
		n, err := c.Conn.Read(c.in[:])
		c.err = err
		if bad := c.check.feed(c.in[:n]); bad != nil {
			c.err = bad
		}
	}
	if len(c.check.out) > 0 {
		n := copy(p, c.check.out)
		c.check.out = c.check.out[n:]
		return n, nil
	}
	if bad, ok := c.err.(violation); ok {
		c.err = io.EOF
		if _, err := io.WriteString(c.Conn, "-ERR Protocol error: "+string(bad)+"\r\n"); err != nil {
			return 0, err
		}
	}
	return 0, c.err
}

// violation is a way not to keep to the protocol.
type violation string

func (v violation) Error() string { return "protocol error: " + string(v) }

// checker follows the requests in a stream of bytes.
type checker struct {
	out  []byte // what has been checked
	line []byte // the part of a header that has been seen, from its first byte

	args int // how many are missing of the request
	bulk int // how many bytes are missing of the argument, with its end of line
	size int // of the request so far
}

// feed checks further bytes. After an error the checker is of no use.
func (c *checker) feed(in []byte) error {
	for len(in) > 0 {
		if c.bulk > 0 {
			n, err := c.argument(in)
			if err != nil {
				return err
			}
			in = in[n:]
			continue
		}
		end := bytes.IndexByte(in, '\n') + 1
		part := in
		if end > 0 {
			part = in[:end]
		}
		in = in[len(part):]
		c.line = append(c.line, part...)
		if err := c.checkLine(end > 0); err != nil {
			return err
		}
	}
	return nil
}

// argument hands on bytes of an argument, or of the end of line after it.
// Redis does not look at the latter, but it not being one means that the client
// and the server disagree on where requests begin.
func (c *checker) argument(in []byte) (n int, err error) {
	const end = "\r\n"
	if n = c.bulk - len(end); n > 0 {
		n = min(n, len(in))
	} else if n = 1; in[0] != end[len(end)-c.bulk] {
		return 0, violation("invalid bulk length")
	}
	c.out = append(c.out, in[:n]...)
	c.bulk -= n
	return n, nil
}

// checkLine looks at the line as far as it is known.
func (c *checker) checkLine(complete bool) error {
	isBulk := c.args > 0
	isMulti := !isBulk && c.line[0] == '*'
	switch {
	case isBulk && c.line[0] != '$':
		return violation(fmt.Sprintf("expected '$', got '%s'", printable(c.line[0])))
	case len(c.line) <= maxLine && !complete:
		return nil
	case len(c.line) > maxLine && isBulk:
		return violation("too big bulk count string")
	case len(c.line) > maxLine && isMulti:
		return violation("too big mbulk count string")
	case len(c.line) > maxLine:
		return violation("too big inline request")
	case isBulk:
		return c.bulkHeader()
	case isMulti:
		return c.multiHeader()
	}
	return c.inline()
}

// inline is a whole request.
func (c *checker) inline() error {
	args, ok := splitArgs(c.line)
	if !ok {
		return violation("unbalanced quotes in request")
	}
	if len(args) > 0 {
		c.out = fmt.Appendf(c.out, "*%d\r\n", len(args))
	}
	for _, arg := range args {
		c.out = fmt.Appendf(c.out, "$%d\r\n%s\r\n", len(arg), arg)
	}
	c.line = c.line[:0]
	return nil
}

// multiHeader begins a request of so many arguments.
func (c *checker) multiHeader() error {
	n, ok := parse(c.line)
	if !ok || n > MaxArgs {
		return violation("invalid multibulk length")
	}
	if n <= 0 {
		c.line = c.line[:0] // Redis ignores it, redcon would not
		return nil
	}
	c.args = n
	c.size = 0
	c.pass()
	return nil
}

// bulkHeader begins an argument of so many bytes.
func (c *checker) bulkHeader() error {
	n, ok := parse(c.line)
	if !ok || n < 0 || n > MaxBulk {
		return violation("invalid bulk length")
	}
	if c.size += n; c.size > MaxRequest {
		return violation("too big request")
	}
	c.args--
	c.bulk = n + len("\r\n")
	c.pass()
	return nil
}

// pass hands on the line.
func (c *checker) pass() {
	c.out = append(c.out, c.line...)
	c.line = c.line[:0]
}

// parse reads the number of a header: *12\r\n.
func parse(line []byte) (int, bool) {
	digits, ok := bytes.CutSuffix(line[1:], []byte("\r\n"))
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(string(digits))
	return n, err == nil && digits[0] != '+'
}

// printable keeps a byte of the request from breaking the line of the answer.
func printable(b byte) string {
	if b == '\r' || b == '\n' {
		return " "
	}
	return string([]byte{b})
}
