package replication

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// Command is what a follower sends to its master: Command HISTORY SEQ PORT,
// where SEQ is the last write it has and PORT where it listens itself. The
// master answers with one of the two lines, or an error, and then with frames.
const (
	Command      = "KVSYNC"
	lineContinue = "+CONTINUE" // then frameRecord and framePing, without end
	lineFull     = "+FULLSYNC" // then a checkpoint; the follower asks again after it
)

// The kinds of frames.
const (
	frameRecord byte = 'W' // one transaction
	framePing   byte = 'P' // nothing new: the master lives
	frameFile   byte = 'F' // the name of a file of the checkpoint
	frameData   byte = 'D' // a part of that file
	frameEnd    byte = 'E' // the checkpoint is complete
)

const (
	pingEvery = time.Second
	// ioTimeout is how long one end waits for the other before it takes the
	// connection for broken. It is several pings.
	ioTimeout = 10 * time.Second
	maxFrame  = 1 << 30
)

var errFrame = errors.New("replication: the master does not keep to the protocol")

// frameWriter writes to a connection, with a time limit.
type frameWriter struct {
	conn net.Conn
	w    *bufio.Writer
}

func newFrameWriter(conn net.Conn) frameWriter {
	return frameWriter{conn, bufio.NewWriterSize(conn, 64<<10)}
}

func (f frameWriter) line(s string) error {
	if err := f.conn.SetWriteDeadline(time.Now().Add(ioTimeout)); err != nil {
		return err
	}
	_, err := f.w.WriteString(s + "\r\n")
	return err
}

func (f frameWriter) frame(kind byte, payload []byte) error {
	if len(payload) > maxFrame {
		return fmt.Errorf("replication: %d bytes are too much for a frame", len(payload))
	}
	if err := f.conn.SetWriteDeadline(time.Now().Add(ioTimeout)); err != nil {
		return err
	}
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(payload)))
	if _, err := f.w.Write(head); err != nil {
		return err
	}
	_, err := f.w.Write(payload)
	return err
}

func (f frameWriter) flush() error { return f.w.Flush() }

// frameReader reads from a connection, with a time limit.
type frameReader struct {
	conn net.Conn
	r    *bufio.Reader
}

func newFrameReader(conn net.Conn) frameReader {
	return frameReader{conn, bufio.NewReaderSize(conn, 64<<10)}
}

func (f frameReader) line() (string, error) {
	if err := f.conn.SetReadDeadline(time.Now().Add(ioTimeout)); err != nil {
		return "", err
	}
	line, err := f.r.ReadSlice('\n')
	if err != nil {
		return "", fmt.Errorf("replication: reading the master's answer: %w", err)
	}
	n := len(line) - 1
	if n > 0 && line[n-1] == '\r' {
		n--
	}
	return string(line[:n]), nil
}

func (f frameReader) frame() (kind byte, payload []byte, err error) {
	if err := f.conn.SetReadDeadline(time.Now().Add(ioTimeout)); err != nil {
		return 0, nil, err
	}
	var head [5]byte
	if _, err := io.ReadFull(f.r, head[:]); err != nil {
		return 0, nil, fmt.Errorf("replication: reading from the master: %w", err)
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > maxFrame {
		return 0, nil, fmt.Errorf("%w: a frame of %d bytes", errFrame, size)
	}
	payload = make([]byte, size)
	if _, err := io.ReadFull(f.r, payload); err != nil {
		return 0, nil, fmt.Errorf("replication: reading from the master: %w", err)
	}
	return head[0], payload, nil
}

// idle says whether a further frame would have to be waited for.
func (f frameReader) idle() bool { return f.r.Buffered() == 0 }
